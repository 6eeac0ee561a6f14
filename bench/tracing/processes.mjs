import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ANSWER_MS = 30_000;

/** A process of this bench that answers questions. */
export class Process {
  constructor(child, port) {
    this.child = child;
    this.port = port;
  }

  static async start(file, { args = [], env = {} } = {}) {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      execArgv: args,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { port } = await answerOf(child);
    return new Process(child, port);
  }

  async ask(question) {
    const answer = answerOf(this.child);
    this.child.send(question);
    return (await answer).result;
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.send('exit');
    await exited;
  }
}

async function answerOf(child) {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const exited = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process of the bench has ended with ${code}`);
    });
    const [answer] = await Promise.race([once(child, 'message', { signal }), exited]);
    return answer;
  } finally {
    waiting.abort();
  }
}
