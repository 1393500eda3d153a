// @ts-check
'use strict';

/**
 * Proxies that fail before there is a way to Wolkvox. They are bare sockets, which n8n's linter does
 * not allow in TypeScript files.
 */

const net = require('node:net');

/**
 * @param {(socket: net.Socket) => void} onConnection what it does with a connection
 * @returns {Promise<{ url: string, connections: () => number, stop: () => Promise<void> }>}
 */
async function startProxy(onConnection) {
	/** @type {Set<net.Socket>} */
	const sockets = new Set();
	const server = net.createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		onConnection(socket);
	});
	await /** @type {Promise<void>} */ (
		new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
	);
	const { port } = /** @type {net.AddressInfo} */ (server.address());
	return {
		url: `http://127.0.0.1:${port}`,
		connections: () => sockets.size,
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const TUNNEL = 'HTTP/1.1 200 Connection established\r\n\r\n';

/** @param {(socket: net.Socket) => void} next what follows the client's first bytes */
const afterConnect = (next) => (/** @type {net.Socket} */ socket) => {
	socket.once('data', () => next(socket));
};

/** @param {(socket: net.Socket) => void} next what follows the client's first bytes of TLS */
const afterHello = (next) =>
	afterConnect((socket) => {
		socket.write(TUNNEL);
		socket.once('data', () => next(socket));
	});

/** What proxies do with a connection. */
const behavior = {
	/** @param {string} reply to CONNECT */
	answer: (reply) => afterConnect((socket) => socket.end(reply)),
	/** @param {string} head sent at once @param {string} body sent later */
	answerInTwo: (head, body) =>
		afterConnect((socket) => {
			socket.write(head);
			setTimeout(() => socket.end(body), 50);
		}),
	close: afterConnect((socket) => socket.end()),
	reset: afterConnect((socket) => socket.resetAndDestroy()),
	/** Says nothing. */
	hang: () => {},
	closeTunnel: afterConnect((socket) => socket.end(TUNNEL)),
	closeHandshake: afterHello((socket) => socket.end()),
	resetHandshake: afterHello((socket) => socket.resetAndDestroy()),
	hangHandshake: afterConnect((socket) => socket.write(TUNNEL)),
	plainHttp: afterHello((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
	/** @param {number} port of a proxy that works */
	passOn: (port) => (/** @type {net.Socket} */ socket) => {
		const onward = net.connect(port, '127.0.0.1');
		onward.on('error', () => socket.destroy());
		onward.on('close', () => socket.destroy());
		socket.on('close', () => onward.destroy());
		socket.pipe(onward).pipe(socket);
	},
	/** @param {number} code of a fatal TLS alert (RFC 8446, 6) */
	alert: (code) => afterHello((socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, code]))),
};

module.exports = { behavior, startProxy };
