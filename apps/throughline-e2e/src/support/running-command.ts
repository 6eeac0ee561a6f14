import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { spawnThroughline } from './throughline.js';

/** The last line of commands that stay. */
const STAYS = 'Ctrl-C ends it.';

/** A command of the person's that stays: `throughline up`, `throughline serve SERVICE`. */
export class RunningCommand {
  private constructor(
    private readonly child: ChildProcess,
    private readonly exit: Promise<unknown>,
    /** What it has printed. */
    readonly lines: readonly string[],
  ) {}

  /** Resolves when it says that it stays. */
  static async start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<RunningCommand> {
    const child = spawnThroughline(args, { env });
    const exit = once(child, 'exit');
    const lines: string[] = [];
    const stays = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) throw new Error('the command has no output');
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line === STAYS) stays.resolve();
      });
    }
    const ended = exit.then(() => Promise.reject(new Error(`it did not stay:\n${lines.join('\n')}`)));
    await Promise.race([stays.promise, ended]);
    ended.catch(() => undefined);
    return new RunningCommand(child, exit, lines);
  }

  /** Its exit code, or the signal that has killed it. */
  async end(signal: NodeJS.Signals): Promise<number | string | null> {
    this.child.kill(signal);
    await this.exit;
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** The addresses that it has printed, one for each process of a service, with their state. */
  get places(): { service: string; url: string; state: string }[] {
    return this.lines.flatMap((line) => {
      const [, service, url, state] =
        /^ {2}([a-z0-9-]+) +(http:\/\/127\.0\.0\.1:\d+) +(\S+)$/.exec(line) ?? [];
      return service === undefined || url === undefined || state === undefined
        ? []
        : [{ service, url, state }];
    });
  }
}
