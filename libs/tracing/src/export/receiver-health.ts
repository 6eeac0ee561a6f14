import type { ExportOutcome } from './export-outcome.js';

const PATIENCE_MS = 2_500;
/** After a refusal, answers to mere questions count only after so many times as long without another one. */
const DOUBT = 2;
/** A receiver that nothing is sent to is asked after so many times as long whether it is still there. */
const IDLE = 1.6;

type Probe = (signal: AbortSignal) => Promise<ExportOutcome>;

/**
 * Whether a receiver takes spans, as far as can be known: by what became of the last ones, and, while one sending
 * hangs, after one has failed, and while there is none, by asking the receiver without spans.
 */
export class ReceiverHealth {
  lastSuccessAt: number | undefined;
  private up: boolean | undefined;
  private isRefusing = false;
  private failedAt = 0;
  private heardAt = 0;
  private pending = 0;
  private timer: NodeJS.Timeout | undefined;
  private isResting = false;
  private isClosed = false;

  constructor(
    private readonly probe: Probe | undefined,
    /** Called when a receiver that was down answers again. */
    private readonly onAnswer: () => void = () => undefined,
    /** Waits that are longer say that the receiver hangs, unless it answers when it is asked. */
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.rest(); // a receiver that nothing was sent to yet may be away as well
  }

  /** Undefined until something was sent, or the receiver was asked. */
  get isUp(): boolean | undefined {
    return this.up;
  }

  began(): void {
    this.pending += 1;
    this.watch();
  }

  ended(outcomes: readonly ExportOutcome['kind'][]): void {
    this.pending -= 1;
    this.heardAt = performance.now();
    if (outcomes.includes('accepted')) this.answered();
    else if (outcomes.length > 0) this.failed(outcomes);
    if (this.up === false) this.watch();
    else if (this.pending === 0) this.rest();
  }

  close(): void {
    this.isClosed = true;
    this.stop();
  }

  private answered(): void {
    this.up = true;
    this.isRefusing = false;
    this.lastSuccessAt = Date.now();
  }

  private failed(outcomes: readonly ExportOutcome['kind'][]): void {
    this.up = false;
    this.failedAt = performance.now();
    this.isRefusing = outcomes.some((kind) => kind !== 'unavailable' && kind !== 'unknown');
  }

  private watch(): void {
    if (this.isClosed) return;
    if (this.isResting) this.stop();
    this.timer ??= setTimeout(() => void this.ask(), this.patienceMs).unref();
  }

  /** Nothing is under way: the receiver may go away unseen. */
  private rest(): void {
    this.stop();
    if (this.isClosed || this.probe === undefined) return;
    this.isResting = true;
    this.timer = setTimeout(() => void this.ask(), this.patienceMs * IDLE).unref();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isResting = false;
  }

  private async ask(): Promise<void> {
    const asked = performance.now();
    const answers = await this.answers();
    this.stop();
    if (this.heardAt <= asked) this.learn(answers);
    if (this.pending > 0 || (this.up === false && this.probe !== undefined)) this.watch();
    else this.rest();
  }

  private async answers(): Promise<boolean> {
    try {
      return (await this.probe?.(AbortSignal.timeout(Math.round(this.patienceMs))))?.kind === 'accepted';
    } catch {
      return false;
    }
  }

  private learn(answers: boolean): void {
    if (!answers) {
      this.up = false;
      return;
    }
    if (this.isRefusing && performance.now() - this.failedAt < this.patienceMs * DOUBT) return;
    const wasDown = this.up === false;
    this.up = true;
    if (wasDown) this.onAnswer();
  }
}
