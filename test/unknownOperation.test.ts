/** An operation that the node does not have, as a workflow file may hold that was written by hand. */

import { jsonOf } from './support/engine';
import { MODES, removeRecords } from './support/node';
import { useSimulator } from './support/wolkvox';

const simulator = useSimulator();

test.each(MODES)('an unknown operation sends nothing, and says so (%s)', async (mode) => {
	const { items, error } = await removeRecords([{ id: '1' }, { id: '2' }], {
		mode,
		parameters: { operation: 'eraseEverything' },
	});
	const text = 'Not sent: the Operation is none that this node has';
	const texts = mode === 'stopWorkflow' ? [error?.message] : jsonOf(items).map((one) => one.error);
	expect(texts).toEqual(mode === 'stopWorkflow' ? [text] : [text, text]);
	expect(simulator().calls).toEqual([]);
});

test('an operation that an expression does not give sends nothing, and says so', async () => {
	const { items } = await removeRecords([{ id: '1' }], {
		parameters: { operation: '={{ $("Nowhere").item.json.operation }}' },
	});
	expect(jsonOf(items)).toMatchObject([{ reason: 'operationUnknown' }]);
	expect(simulator().calls).toEqual([]);
});
