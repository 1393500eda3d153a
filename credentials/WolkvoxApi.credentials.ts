import type { IAuthenticateGeneric, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

export class WolkvoxApi implements ICredentialType {
	name = 'wolkvoxApi';

	displayName = 'Wolkvox API';

	icon: Icon = { light: 'file:../icons/wolkvox.svg', dark: 'file:../icons/wolkvox.dark.svg' };

	documentationUrl = 'https://www.wolkvox.com/en/apis-v2-2/8-delete-record/';

	properties: INodeProperties[] = [
		{
			displayName: 'Server',
			name: 'server',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. wv0023',
			description:
				'The code of the server your operation runs on. Wolkvox support gives it to you. A code such as 0023, a name such as wv0023 and the whole address all work.',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Made in wolkvox Manager under Configuration > Integrations > Tokens > Add Token',
		},
	];

	// The header's name is from Wolkvox's page of this call ("8. Borrar registro").
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'wolkvox-token': '={{$credentials.token}}' } },
	};
}
