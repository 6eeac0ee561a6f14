import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 20_000;
const LOOK_EVERY_MS = 25;

/** Waits until the condition holds. @throws when it does not within 20 s */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > limit) throw new Error(`not within ${LIMIT_MS} ms: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
