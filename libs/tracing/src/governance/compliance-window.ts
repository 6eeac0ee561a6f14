const SIZE = 1_000;
const LONGEST_MS = 5 * 60_000;

interface Judged {
  readonly at: number;
  readonly isCompliant: boolean;
}

/** The last judgements, bounded in number and in age. */
export class ComplianceWindow {
  private readonly judged: Judged[] = [];
  private next = 0;

  /** @param now monotonic milliseconds; default `performance.now` */
  constructor(private readonly now: () => number = () => performance.now()) {}

  add(isCompliant: boolean): void {
    this.judged[this.next] = { at: this.now(), isCompliant };
    this.next = (this.next + 1) % SIZE;
  }

  /** Share of the compliant ones, from 0 to 1; 1 when there are none. */
  rate(): number {
    const oldest = this.now() - LONGEST_MS;
    const recent = this.judged.filter(({ at }) => at >= oldest);
    if (recent.length === 0) return 1;
    return recent.filter(({ isCompliant }) => isCompliant).length / recent.length;
  }
}
