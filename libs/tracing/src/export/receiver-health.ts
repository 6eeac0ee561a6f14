import type { ExportOutcome } from './export-outcome.js';

/** Waits that are longer say that the receiver hangs, unless it answers when it is asked. */
const PATIENCE_MS = 2_500;
/** After a refusal, answers to mere questions count only after so long without another one. */
const DOUBT_MS = 5_000;

type Probe = (signal: AbortSignal) => Promise<ExportOutcome>;

/**
 * Whether a receiver takes spans, as far as can be known: by what became of the last ones, and, while one sending hangs
 * or after one has failed, by asking the receiver without spans.
 */
export class ReceiverHealth {
  lastSuccessAt: number | undefined;
  private up: boolean | undefined;
  private isRefusing = false;
  private failedAt = 0;
  private heardAt = 0;
  private pending = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly probe: Probe | undefined,
    /** Called when a receiver that was down answers again. */
    private readonly onAnswer: () => void = () => undefined,
  ) {}

  /** Undefined until something was sent. */
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
    else if (this.pending === 0) this.stop();
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
    this.timer ??= setTimeout(() => void this.ask(), PATIENCE_MS).unref();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async ask(): Promise<void> {
    const asked = performance.now();
    const answers = await this.answers();
    this.timer = undefined;
    if (this.heardAt <= asked) this.learn(answers);
    if (this.pending > 0 || (this.up === false && this.probe !== undefined)) this.watch();
  }

  private async answers(): Promise<boolean> {
    try {
      return (await this.probe?.(AbortSignal.timeout(PATIENCE_MS)))?.kind === 'accepted';
    } catch {
      return false;
    }
  }

  private learn(answers: boolean): void {
    if (!answers) {
      if (this.pending > 0 || this.up === false) this.up = false;
      return;
    }
    if (this.isRefusing && performance.now() - this.failedAt < DOUBT_MS) return;
    const wasDown = this.up === false;
    this.up = true;
    if (wasDown) this.onAnswer();
  }
}
