import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

export class WolkvoxApi implements ICredentialType {
	name = 'wolkvoxApi';

	displayName = 'Wolkvox API';

	icon: Icon = { light: 'file:../icons/wolkvox.svg', dark: 'file:../icons/wolkvox.dark.svg' };

	// Wolkvox's help page on tokens: how to make one, copy it and delete it.
	documentationUrl =
		'https://helpcenter.wolkvox.com/en_US/como-generar-un-token-para-consumir-apis-en-wolkvox-manager';

	properties: INodeProperties[] = [
		{
			displayName: 'Server',
			name: 'server',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. wv0023',
			description:
				'The server of your Wolkvox account. A code such as 0023, a name such as wv0023 and the whole address all work.',
			hint: 'Wolkvox support gives you the code of your server',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The key that lets n8n use the API of your Wolkvox account',
			hint: 'Made in wolkvox Manager under Configuration > Integrations > Tokens > Add Token. <a href="https://helpcenter.wolkvox.com/en_US/como-generar-un-token-para-consumir-apis-en-wolkvox-manager" target="_blank">How to make a token</a>',
		},
	];

	/**
	 * Puts the token into a request; the header's name is from Wolkvox's page "8. Borrar registro".
	 *
	 * A function, because n8n works out a declarative `={{$credentials.token}}` anew for each request
	 * (n8n, credentials-helper.js), which takes as long as the expression of a Customer ID.
	 *
	 * @param credential its fields
	 * @param options the request, which is left as it is
	 * @returns the request with the token
	 */
	authenticate = async (
		{ token }: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...options,
		headers: { ...options.headers, 'wolkvox-token': token },
	});
}
