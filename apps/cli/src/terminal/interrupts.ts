/** One Ctrl-C may arrive twice: from the terminal and from the program that started us. */
const SAME_PRESS_MS = 300;

/** Calls `first` at the first Ctrl-C and `again` at each one after it, until it is disposed. */
export class Interrupts implements Disposable {
  private lastPress = Number.NEGATIVE_INFINITY;
  private presses = 0;

  constructor(
    private readonly first: () => void,
    private readonly again: () => void,
    private readonly emitter: NodeJS.EventEmitter = process,
  ) {
    emitter.on('SIGINT', this.press);
  }

  [Symbol.dispose](): void {
    this.emitter.off('SIGINT', this.press);
  }

  private readonly press = (): void => {
    const now = performance.now();
    if (now - this.lastPress < SAME_PRESS_MS) return;
    this.lastPress = now;
    this.presses += 1;
    if (this.presses === 1) this.first();
    else this.again();
  };
}

/** Resolves when the process is asked to end. */
export const askedToEnd = (emitter: NodeJS.EventEmitter = process): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) emitter.once(signal, () => resolve(signal));
  });
