'use strict';

/**
 * How often a test that fails is tried again. Some measure time, and fail once in a while on a machine
 * that is busy: without this, they kill mutants that no test notices.
 */
exports.RETRIES = 2;
