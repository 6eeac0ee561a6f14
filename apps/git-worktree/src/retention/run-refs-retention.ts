import { Injectable } from '@nestjs/common';
import { KeptRuns } from '@throughline/contracts';
import { Retention } from '@throughline/persistence';
import { ServiceClient } from '@throughline/service-client';
import { ForgottenRefs } from './forgotten-refs.js';

/** Runs of a clone whose refs one process of git deletes. */
const BATCH = 50;

/** Forgets what our clones hold of runs that the orchestrator has forgotten. */
@Injectable()
export class RunRefsRetention extends Retention {
  constructor(client: ServiceClient, forgotten: ForgottenRefs) {
    super({
      what: 'refs of forgotten runs',
      batchSize: BATCH,
      // Asked again for each batch: an answer is as old as the request.
      forget: async (limit) =>
        forgotten.delete(await client.get('workflow-orchestrator', '/internal/runs/kept', KeptRuns), limit),
    });
  }
}
