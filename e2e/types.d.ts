/**
 * Types of what the end-to-end tests use and the checkout does not have: packages that are installed
 * in this folder only, Node.js 24, and the browser. `npm test` checks types without any of them.
 */

declare module '@electric-sql/pglite' {
	export class PGlite {
		static create(): Promise<PGlite>;
		exec(statements: string): Promise<unknown>;
		query(statement: string, values: unknown[]): Promise<unknown>;
		close(): Promise<void>;
	}
}

declare module '@electric-sql/pglite-socket' {
	export class PGLiteSocketServer {
		constructor(options: {
			db: import('@electric-sql/pglite').PGlite;
			port: number;
			maxConnections: number;
		});
		start(): Promise<void>;
		stop(): Promise<void>;
		/** Host and port, with a colon between them. */
		getServerConn(): string;
	}
}

declare module 'node:sqlite' {
	export class DatabaseSync {
		constructor(file: string);
		prepare(statement: string): { run(...values: Array<string | number>): unknown };
		close(): void;
	}
}

interface HTMLImageElement {
	readonly src: string;
	readonly naturalWidth: number;
}
