// DBOS: one workflow of three steps that do nothing, started and awaited in one process, as its guide shows it.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { answerQuestions } from './answers.mjs';

const step = async () => undefined;
const workflow = DBOS.registerWorkflow(
  async () => {
    for (const name of ['one', 'two', 'three']) await DBOS.runStep(step, { name });
  },
  { name: 'three steps' },
);

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: process.env.DATABASE_URL,
  // As many as our two processes have together.
  systemDatabasePoolSize: 20,
  logLevel: 'error',
});
await DBOS.launch();

async function run() {
  const handle = await DBOS.startWorkflow(workflow)();
  await handle.getResult();
}

answerQuestions({ run, stop: () => DBOS.shutdown() });
