export {
	fieldsOf,
	json,
	refusals,
	strangeReplies,
	withCodeAsText,
	withNotice,
	type Answer,
} from './replies';
export { WolkvoxSimulator, type Call, type Fault } from './server';
export type { CampaignRecord } from './state';
