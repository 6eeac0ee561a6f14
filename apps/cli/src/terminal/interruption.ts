import { InterruptedError } from '../errors/cli.errors.js';

/** Where signals come from: the process. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown;
  once(signal: string, listener: () => void): unknown;
  off(signal: string, listener: () => void): unknown;
}

/** One Ctrl-C may arrive twice: from the terminal and from the program that started us. */
const SAME_PRESS_MS = 300;

/**
 * What Ctrl-C does to a command that has something to put away. While it starts, it ends as soon as the start
 * is done; then what `onFirst` says. Once more, or being told to end, leaves at once.
 */
export class Interruption implements Disposable {
  private readonly leaving = new AbortController();
  private lastPress = Number.NEGATIVE_INFINITY;
  private presses = 0;
  private first = (): void => this.note('Ending as soon as the start is done.');

  /** @param note told what the first Ctrl-C does while there is nothing to cancel yet */
  constructor(
    private readonly note: (text: string) => void,
    private readonly emitter: SignalSource = process,
  ) {
    emitter.on('SIGINT', this.press);
    emitter.on('SIGTERM', this.leave);
    emitter.on('SIGHUP', this.leave);
  }

  [Symbol.dispose](): void {
    this.emitter.off('SIGINT', this.press);
    this.emitter.off('SIGTERM', this.leave);
    this.emitter.off('SIGHUP', this.leave);
  }

  /** Aborted when the command shall wait for nothing any more. */
  get left(): AbortSignal {
    return this.leaving.signal;
  }

  /** From now on the first Ctrl-C does this. @throws {InterruptedError} when it has been pressed already */
  onFirst(first: () => void): void {
    this.throwIfAsked();
    this.first = first;
  }

  throwIfAsked(): void {
    if (this.presses > 0 || this.left.aborted) throw new InterruptedError();
  }

  private readonly press = (): void => {
    const now = performance.now();
    if (now - this.lastPress < SAME_PRESS_MS) return;
    this.lastPress = now;
    this.presses += 1;
    if (this.presses === 1) this.first();
    else this.leave();
  };

  private readonly leave = (): void => this.leaving.abort();
}

/** Resolves when the process is asked to end. */
export const askedToEnd = (emitter: SignalSource = process): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) emitter.once(signal, () => resolve(signal));
  });
