import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { tracingOf } from './tracing-of.mjs';

const RESOLUTION_MS = 5;
const SETTLE_MS = 10_000;

/** Measures this process between `begin` and `end`; until then nothing of this costs a request anything. */
export function answerMeasurements({ variant, messages }) {
  const tracing = tracingOf(variant);
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let before;

  /** Waits for all that is still to be done for the requests that were answered. Answers the spans so far. */
  async function settle() {
    await allReceived(messages);
    await (await tracing).flush();
    return (await tracing).counts();
  }

  function begin() {
    globalThis.gc?.();
    loop.reset();
    loop.enable();
    before = process.cpuUsage();
  }

  function end() {
    loop.disable();
    const { user, system } = process.cpuUsage(before);
    return {
      cpuMs: (user + system) / 1_000,
      loopP99Ms: Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION_MS),
      rssMb: process.memoryUsage.rss() / 2 ** 20,
    };
  }

  const answers = { settle, begin, end, exit: () => process.exit(0) };
  process.on('disconnect', () => process.exit(0));
  process.on('message', async (question) => process.send({ result: await answers[question]() }));
}

async function allReceived(messages) {
  const deadline = Date.now() + SETTLE_MS;
  while (messages.received < messages.sent) {
    if (Date.now() > deadline)
      throw new Error(`${messages.sent - messages.received} messages have not come back`);
    await delay(5);
  }
}
