'use strict';

const { WolkvoxApi } = require('./dist/credentials/WolkvoxApi.credentials.js');
const { WolkvoxCampaign } = require('./dist/nodes/WolkvoxCampaign/WolkvoxCampaign.node.js');

module.exports = { WolkvoxApi, WolkvoxCampaign };
