/**
 * Calls `shutDown` once, with what asked for it: a signal, the supervisor's message, or the supervisor's end,
 * which shows as a closed channel or a closed standard input.
 */
export function onShutdownRequest(
  shutDown: (reason: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): void {
  let asked = false;
  const ask = (reason: string) => {
    if (asked) return;
    asked = true;
    shutDown(reason);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ask(signal));
  if (process.send !== undefined) {
    process.on('message', (message) => {
      if (message === 'shutdown') ask('the supervisor asked');
    });
    process.on('disconnect', () => ask('the supervisor is gone'));
  }
  if (env['THROUGHLINE_SUPERVISED'] === '1') {
    process.stdin.on('error', () => ask('the supervisor is gone'));
    process.stdin.on('close', () => ask('the supervisor is gone'));
    process.stdin.resume();
  }
}
