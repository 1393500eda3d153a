import { json } from '../replies';
import type { Handler } from './handler';

export const skills: Handler = (_, { skills: data }) =>
	json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
