// @ts-check
'use strict';

/** The line of the built package, which the node under test stands in too. */
module.exports = require('../../dist/nodes/WolkvoxCampaign/transport/queue.js');
