import { newRunId, type RunId, SERVICES } from '@throughline/contracts';
import { field } from '../../support/run-trace.js';
import { until } from '../../support/until.js';
import type { Fleet } from './fleet.js';
import type { Work } from './work.js';

const ENDED = ['succeeded', 'failed', 'cancelled'];
/** Refusals that say: later. */
const LATER = [429, 503, 504];

/** Asks for a run until it is accepted: always with the same id, as a patient client does. */
export async function createRun(fleet: Fleet, { repository, model }: Work): Promise<RunId> {
  const runId = newRunId();
  let answer = 'none';
  await until(
    async () => {
      const response = await ask(fleet, runId, {
        goal: 'Write the parts.',
        repository,
        model,
        checks: ['true'],
      });
      if (response === undefined) return false;
      answer = `${String(response.status)} ${await response.text()}`;
      if (response.status === 202) return true;
      if (!LATER.includes(response.status)) throw new Error(`the run was refused: ${answer}`);
      return false;
    },
    { withinMs: 60_000, otherwise: () => `the run was not accepted; the last answer: ${answer}` },
  );
  return runId;
}

function ask(fleet: Fleet, runId: RunId, body: object): Promise<Response | undefined> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': runId },
    body: JSON.stringify(body),
  };
  return fleet.request('api-gateway', '/v1/runs', init).catch(() => undefined);
}

/** The run as it is; undefined while nobody can tell. */
export async function runView(fleet: Fleet, runId: RunId): Promise<unknown> {
  try {
    const answer = await fleet.get('api-gateway', `/v1/runs/${runId}`);
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a run has got so far. */
const isAttempting = (view: unknown): boolean => {
  const tasks = field(view, 'tasks');
  return Array.isArray(tasks) && tasks.some((task) => field(task, 'state') === 'running');
};

/** A run whose first attempts are being made. */
export async function runInFlight(fleet: Fleet, work: Work): Promise<RunId> {
  const runId = await createRun(fleet, work);
  await untilRuns(fleet, [runId], (view) => isAttempting(view) || hasEnded(view), 60_000);
  return runId;
}

export const hasEnded = (view: unknown): boolean => ENDED.includes(String(field(view, 'state')));

export async function untilRuns(
  fleet: Fleet,
  runIds: readonly RunId[],
  holds: (view: unknown) => boolean,
  withinMs: number,
): Promise<void> {
  const views = async () => Promise.all(runIds.map((runId) => runView(fleet, runId)));
  await until(async () => (await views()).every(holds), {
    withinMs,
    otherwise: async () =>
      JSON.stringify([await views(), { ended: fleet.ended(), away: await fleet.away() }], null, 1),
  });
}

/** Spans of the run that every service says to have made, once all have said that no work of it is left. */
export async function untilSettled(fleet: Fleet, runId: RunId): Promise<void> {
  const unsettled = async (): Promise<string[]> => {
    const answers = await Promise.all(
      SERVICES.map(async (service): Promise<unknown> =>
        (await fleet.get(service, `/internal/traces/${runId}/spans`)).json(),
      ),
    );
    return answers.flatMap((answer, at) => {
      const left = ['live', 'unsentMessages', 'unfinishedJobs'].filter(
        (name) => Number(field(answer, name) ?? 0) > 0,
      );
      return left.map((name) => `${String(SERVICES[at])}: ${name}`);
    });
  };
  await until(async () => (await unsettled()).length === 0, {
    withinMs: 30_000,
    otherwise: async () => `work is left: ${(await unsettled()).join(', ')}`,
  });
}
