import axios from 'axios';

/**
 * Runs a call of the editor with its time-out a hundredth as long, so that a test need not wait for
 * it. n8n sends all requests with axios, whose time-outs no fake clock reaches.
 *
 * @returns how many seconds each request would have been given, beside what the call came to
 */
export async function inHaste<T>(
	call: () => Promise<T>,
): Promise<{ seconds: number[]; result: T }> {
	const seconds: number[] = [];
	const { request } = axios.interceptors;
	const interceptor = request.use((config) => {
		const { timeout = 0 } = config;
		seconds.push(timeout / 1000);
		return { ...config, timeout: timeout / 100 };
	});
	try {
		return { result: await call(), seconds };
	} finally {
		request.eject(interceptor);
	}
}
