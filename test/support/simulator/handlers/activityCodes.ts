import { json } from '../replies';
import type { Handler } from './handler';

export const activityCodes: Handler = (_, { codes: data }) =>
	json(200, { code: '200', error: null, msg: `${data.length} records were found`, data });
