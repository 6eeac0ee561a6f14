import picocolors from 'picocolors';
import { printableLine } from './printable.js';

type Colors = ReturnType<typeof picocolors.createColors>;

export interface OutputStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Where a command writes. With `--json` standard output has the result alone, and the rest is on standard error. */
export class Output {
  readonly colors: Colors;
  private readonly text: OutputStream;

  constructor(
    private readonly stdout: OutputStream,
    stderr: OutputStream,
    readonly isJson: boolean,
    env: NodeJS.ProcessEnv,
  ) {
    this.text = isJson ? stderr : stdout;
    this.colors = picocolors.createColors(mayColour(this.text, env));
  }

  /** For people: colours of ours are all that a terminal has to obey. */
  line(text = ''): void {
    this.text.write(`${printableLine(text, this.colors.isColorSupported)}\n`);
  }

  heading(text: string): void {
    this.line();
    this.line(this.colors.bold(text));
  }

  /** For programs: one line of JSON on standard output. */
  object(value: object): void {
    this.stdout.write(`${JSON.stringify(value)}\n`);
  }
}

/** https://no-color.org: set and not empty. */
function mayColour(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return stream.isTTY === true && !refused && env['TERM'] !== 'dumb';
}
