import { closedLoop } from './closed-loop.mjs';

/** Answers the questions of the bench: `measure` where this process starts the runs, the rest in every process. */
export function answerQuestions({
  run,
  flush = async () => undefined,
  counts = async () => undefined,
  stop = async () => undefined,
  port = 0,
}) {
  const answers = {
    measure: (load) => closedLoop(run, load),
    flush,
    counts,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  };
  process.on('message', async (question) => {
    if (question === 'exit') return end(stop);
    const { kind, ...details } = typeof question === 'string' ? { kind: question } : question;
    process.send({ result: await answers[kind](details) });
  });
  process.on('disconnect', () => void end(stop));
  process.send({ kind: 'ready', port });
}

async function end(stop) {
  await stop();
  process.exit(0);
}
