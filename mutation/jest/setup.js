'use strict';

const { RETRIES } = require('./retries');

jest.retryTimes(RETRIES, { retryImmediately: true });
