// @ts-check
'use strict';

const { getEventListeners } = require('node:events');

/** @returns {number} how many timers the process is waiting for */
exports.timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

/**
 * @param {AbortSignal} signal
 * @returns {number} how many listeners wait for the signal to be aborted
 */
exports.listeners = (signal) => getEventListeners(signal, 'abort').length;
