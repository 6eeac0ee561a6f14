import type { Attributes } from '@throughline/tracing/api';
import type { RunId } from '@throughline/contracts';

/** Planning makes the first version; later ones come from people. */
export const FIRST_VERSION = 1;

export const planAttributes = (runId: RunId): Attributes => ({
  plan_id: `${runId}/${String(FIRST_VERSION)}`,
  workflow_id: runId,
});
