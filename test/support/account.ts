import { prepareExample } from './example';
import type { CampaignRecord, WolkvoxSimulator } from './simulator';

const FIRST_NAMES = ['Ana', 'Bruno', 'Carla', 'Diego', 'Elena', 'Fabio', 'Gina', 'Hugo', 'Ines'];
const LAST_NAMES = ['Ejemplo', 'Muestra', 'Prueba', 'Modelo', 'Ficha'];
const SUBJECTS = ['Collections', 'Renewals', 'Welcome Calls', 'Surveys', 'Árbol de Pagos'];
const CITIES = ['Bogotá', 'Cali', 'Medellín', 'Pasto', 'Tunja', 'Ibagué'];
/** What the dialer found; no result is a record that was not dialed yet. */
const RESULTS = ['', 'NO-ANSWER', 'ANSWER', 'BUSY', 'ANSWER-MACHINE', '', 'FAILED'];

/**
 * Gives the simulator an account to try every operation on: 30 campaigns of both types, every third
 * of them stopped, with records, activity codes and skills. Campaign 1001 is that of the example.
 */
export function fillAccount(simulator: WolkvoxSimulator): void {
	prepareExample(simulator);
	for (let index = 1; index < 30; index++) {
		const isPreview = index % 5 > 2;
		const id = String((isPreview ? 2001 : 1001) + index);
		simulator.addCampaign({
			id,
			name: `${pick(SUBJECTS, index)} ${pick(CITIES, index)}`,
			type: isPreview ? 'preview' : 'predictive',
			status: index % 3 === 0 ? 'Stopped' : 'Started',
			records: Array.from({ length: 5 + index }, (_, record) => recordOf(id, record)),
		});
	}
	for (const [cod_act, description_cod_act] of Object.entries({
		...{ 10: 'Will pay', 11: 'Has paid', 12: 'Paid by web', 20: 'Wrong number' },
		...{ 30: 'Call later', 40: 'Does not want calls' },
	})) {
		simulator.addCode({ cod_act, description_cod_act });
	}
	for (const [cod_act, description_cod_act] of Object.entries({ 51: 'By card', 52: 'In cash' })) {
		simulator.addCode({ cod_act, description_cod_act, type_code: 'cod_act2' });
	}
	for (const [index, skill_name] of ['Collections', 'Sales', 'Surveys', 'Support'].entries()) {
		simulator.skills.push({ skill_id: String(31 + index), skill_name });
	}
}

function recordOf(campaignId: string, index: number): CampaignRecord {
	const result = pick(RESULTS, index);
	return {
		customer_id: `EXAMPLE-${campaignId}-${String(index + 1).padStart(2, '0')}`,
		customer_name: pick(FIRST_NAMES, index),
		customer_last_name: pick(LAST_NAMES, index),
		city: pick(CITIES, index),
		tel1: `300555${String(index + 1).padStart(4, '0')}`,
		...(result && { result }),
		...(result === 'ANSWER' && { cod_act: '10' }),
	};
}

function pick(list: string[], index: number): string {
	return list[index % list.length];
}
