import { json } from '../replies';
import type { Handler } from './handler';

export const tokenInfo: Handler = ({ token: { quota, used } }) => {
	const data = {
		description: 'simulator',
		token_limit: String(quota),
		token_use_today: String(used),
		all_token_today: String(used),
		available_consumption_options: String(quota - used),
	};
	return json(200, { code: '200', error: null, msg: '1 records were found', data: [data] });
};
