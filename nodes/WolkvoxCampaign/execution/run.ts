import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { Failure, reported } from '../failures/failure';
import { nodeError } from '../failures/nodeError';
import { explain, sentences } from '../failures/wording';
import { readAccount, type Account } from '../transport/account';
import { sendBatch } from './batch';
import { Batches } from './batches';
import { Breaker } from './breaker';
import { settleBatch } from './certainty';
import { checkQuota, checkQuotaAgain, limitRecords, skipDryRun, skipRepeated } from './guards';
import { Ledger } from './ledger';
import { jobsOf, lookUpSteps, planReads, unread } from './lookUp';
import { failuresOf, forEachInTurn, pacer, unsettled } from './loop';
import { isDone, type Job, type Operation, type SentRequest } from './operation';
import { readJobs } from './parameters';
import { earlierTries, type EarlierTries } from './retryOnFail';
import { doneOf, hintOf, stopMessage } from './summary';

/**
 * Runs an operation in three passes: reads and checks all items, sends what they ask for, puts out
 * what became of each. It alone knows of items, of pairing and of Continue On Fail.
 *
 * Everything is read before the first request, so that in the stop mode a run that can't finish does
 * not begin.
 *
 * @param this the node's run
 * @param operation what to do
 * @returns what came of each item that came in, in the same order, but for those that were never
 * sent because the execution was stopped
 * @throws {NodeOperationError} in the stop mode, when an item or the credential can't be used;
 * nothing was sent then
 * @throws {NodeApiError} in the stop mode, for the first item that failed
 */
export async function run(
	this: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[][]> {
	const tries = earlierTries.call(this);
	const signal = this.getExecutionCancelSignal?.();
	// Retry On Fail runs the node again even when the execution was stopped.
	if (signal?.aborted) return [tries.output];

	const account = await accountOf.call(this);
	// n8n runs a node as a tool under a type of its own (n8n, load-nodes-and-credentials.ts).
	const isTool = this.getNode().type.endsWith('Tool');
	const forbidden = operation.personOnly && isTool ? new Failure('personOnly') : undefined;
	const unusable = account instanceof Failure ? account : forbidden;
	const jobs = await readJobs.call(this, operation, unusable, signal);
	const done =
		account instanceof Failure
			? { jobs, sent: [] }
			: await sendJobs.call(this, operation, account, jobs, tries);
	return [await present.call(this, operation, done, tries)];
}

async function accountOf(this: IExecuteFunctions): Promise<Account | Failure> {
	try {
		return readAccount(await this.getCredentials('wolkvoxApi'));
	} catch (error) {
		if (error instanceof Failure) return error;
		return new Failure('credentialUnreadable', { detail: reported(error) });
	}
}

/** What a run has done. */
interface Done {
	/** One for each item, or several where a look-up came before. */
	jobs: Job[];
	sent: SentRequest[];
	/** The job furthest back that was sent: what stands behind it is left out after a stop. */
	last?: Job;
}

/** Sends what the jobs ask for, and fills in what each came to: all but what a stop leaves out. */
async function sendJobs(
	this: IExecuteFunctions,
	operation: Operation,
	account: Account,
	items: Job[],
	tries: EarlierTries,
): Promise<Done> {
	// In the stop mode one item that can't be used is enough not to begin with any.
	const begins = (jobs: Job[]) => this.continueOnFail() || failuresOf(jobs).length === 0;
	if (!begins(items)) return { jobs: items, sent: [] };

	const letOthersGoOn = pacer();
	skipRepeated(operation, items);
	await letOthersGoOn();
	const { lookUp, batch } = operation;
	const steps = planReads(account, lookUp, items, tries.replies);
	const unusable = new Set(failuresOf(items));
	const sent: SentRequest[] = [];
	/** Ends the run, and says of what fails whether an earlier try may have done it. */
	const end = (jobs: Job[], last?: Job): Done => {
		for (const job of jobs) {
			const { outcome } = job;
			const fails = outcome instanceof Failure && !unusable.has(outcome);
			if (fails) tries.keep(operation, account, job);
		}
		return { jobs, sent, last };
	};

	await letOthersGoOn();
	const planned = jobsOf(steps);
	tries.recall(operation, account, planned);
	// Before anything is asked, and again for what the look-ups come to.
	limitRecords(operation, planned);
	if (!begins(planned)) return end(planned);
	const quota = await checkQuota.call(this, account, operation, steps, tries.replies);
	sent.push(...quota.sent);
	if (!begins(planned)) return end(planned);

	const breaker = new Breaker(this, account, operation);
	if (lookUp && unread(steps).length > 0) {
		const reads = await lookUpSteps.call(this, account, lookUp, steps, breaker, tries.replies);
		sent.push(...reads);
		const found = jobsOf(steps);
		tries.recall(operation, account, found);
		limitRecords(operation, found);
		checkQuotaAgain(operation, found, quota, reads);
	}
	await letOthersGoOn();
	const jobs = jobsOf(steps);
	skipDryRun(operation, jobs);
	if (!begins(jobs)) return end(jobs);

	const ledger = new Ledger(batch);
	for (const job of doneOf(operation.words, jobs)) ledger.enter(job);
	await letOthersGoOn();
	const sending = unsettled(jobs);
	const batches = new Batches(operation, sending);
	const last = await forEachInTurn.call(this, batches, breaker, async (one) => {
		sent.push(...(await sendBatch.call(this, account, operation, one, batches, ledger, breaker)));
		sent.push(...(await settleBatch.call(this, account, operation, one, ledger, breaker)));
	});
	batches.finish();
	for (const job of sending) if (isDone(job.outcome)) tries.keep(operation, account, job);
	return end(jobs, last);
}

/** Makes the items; of a stopped execution up to the one furthest back that was sent. */
async function present(
	this: IExecuteFunctions,
	operation: Operation,
	{ jobs: all, sent, last }: Done,
	tries: EarlierTries,
): Promise<INodeExecutionData[]> {
	const letOthersGoOn = pacer();
	const stopped = this.getExecutionCancelSignal?.()?.aborted;
	const jobs = stopped ? all.slice(0, last ? all.indexOf(last) + 1 : 0) : all;
	// While Continue On Fail is on nothing may be thrown: n8n would put all input items, unchanged, on
	// the success output (n8n-core, workflow-execute.js). After a stop a throw would lose the items
	// that are finished.
	const throws = !this.continueOnFail() && !stopped;
	// A request that items share may have been for one behind others that a stop left out.
	const settled = jobs.filter(({ outcome }) => outcome !== undefined);
	const end = throws ? settled.findIndex(({ outcome }) => outcome instanceof Failure) : -1;
	const finished = end < 0 ? settled : settled.slice(0, end);
	// n8n takes an item for a failing one, and sends it to the error output, when it has no other
	// fields than these (n8n-core, workflow-execute.js).
	const bare = this.getNode().onError === 'continueErrorOutput';
	tries.output = finished.flatMap((job) => itemsOf(operation, job, bare));
	await letOthersGoOn();

	const failed = throws ? jobs.find(({ outcome }) => outcome instanceof Failure) : undefined;
	if (failed?.outcome instanceof Failure) {
		throw stopError.call(this, operation, jobs, failed, failed.outcome);
	}
	const hint = hintOf(operation, finished, sent);
	if (hint) this.addExecutionHints?.(hint);
	return tries.output;
}

/** What ends a run in the stop mode. */
function stopError(
	this: IExecuteFunctions,
	operation: Operation,
	jobs: Job[],
	{ itemIndex, input }: Job,
	failure: Failure,
): Error {
	const { words } = operation;
	const subject = words.subject(input);
	const names = failure.facts.batch ?? subject.names;
	const { error, message } = explain(failure, words, { ...subject, names });
	const kept = keptOf(operation, jobs);
	const summary = sentences(stopMessage(words, jobs, failure), kept.length > 0 && KEPT_BELOW);
	const texts = { error, message: sentences(message, summary) };
	const ending = nodeError(this.getNode(), failure, texts, itemIndex);
	// n8n keeps no item of a run that stops, and shows this below the text (n8n-editor-ui, NodeErrorView.vue).
	if (kept.length > 0) ending.context.data = { kept };
	return ending;
}

function itemsOf(operation: Operation, job: Job, bare: boolean): INodeExecutionData[] {
	const { outcome, itemIndex } = job;
	const all = outcome instanceof Failure ? [failingItem(operation, job, outcome, bare)] : outcome;
	return (all ?? []).map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

/** What a failing item says, with what it was about where n8n lets it. */
function failingItem(
	{ words, asked, kept }: Operation,
	{ input }: Job,
	failure: Failure,
	bare: boolean,
): IDataObject {
	const texts = { ...explain(failure, words, words.subject(input)) };
	const keeps = failure.maybeDone ? { ...kept?.(input) } : {};
	if (bare) {
		const holds = Object.keys(keeps).length > 0 && { ...asked(input), ...keeps };
		return {
			...texts,
			message: sentences(texts.message, holds && `Kept: ${JSON.stringify(holds)}`),
		};
	}
	const { code } = failure.facts;
	return {
		...(words.key && { [words.key]: false }),
		...asked(input),
		...keeps,
		reason: failure.reason,
		...texts,
		...(code !== undefined && { code }),
		...(failure.maybeDone && { [`maybe_${words.key}`]: true }),
	};
}

const KEPT_BELOW = 'Copies of what it removed are in the details of this message.';

/** What has to come out of all that is done or may be, with what it is about. */
function keptOf({ asked, kept }: Operation, jobs: Job[]): IDataObject[] {
	if (!kept) return [];
	return jobs
		.filter(({ outcome }) => (isDone(outcome) ? !outcome[0]?.dry_run : outcome?.maybeDone))
		.map(({ input }) => ({ asked: asked(input), kept: kept(input) }))
		.filter((one) => Object.keys(one.kept).length > 0)
		.map((one) => ({ ...one.asked, ...one.kept }));
}
