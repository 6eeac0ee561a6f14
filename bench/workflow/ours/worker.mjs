// The worker: its steps do nothing, and each is answered once.
import { StepDone, StepRun } from './messages.mjs';
import { startService } from './service.mjs';

const { answer } = await startService({
  service: 'bench-worker',
  migrations: [],
  messageClass: StepRun,
  handle: async (messages, work) => {
    for (const { runId, step } of messages) work.publish(new StepDone({ runId, step }));
  },
});
await answer();
