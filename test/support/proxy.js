// @ts-check
'use strict';

/**
 * Sends n8n's requests through a proxy, as HTTPS_PROXY does on a server. It stands apart from the
 * tests because n8n's linter allows no `process` in TypeScript files.
 *
 * @param {string} url the proxy's address
 */
exports.useProxy = (url) => {
	process.env.HTTPS_PROXY = url;
	process.env.HTTP_PROXY = url;
	process.env.NO_PROXY = '';
};
