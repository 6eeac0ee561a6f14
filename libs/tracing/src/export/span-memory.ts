/** Some spans that are held in memory, which can do without some of them. */
export interface HeldSpans {
  readonly size: number;
  /** Lets go of the oldest; false when there is none. */
  giveUpOldest(): boolean;
}

/** Bounds the spans that tracing holds: what waits for the receiver goes before what is held in case it is needed. */
export class SpanMemory {
  /** In the order in which they are given up. */
  private readonly spare: HeldSpans[] = [];
  private waiting: () => number = () => 0;

  constructor(private readonly most: number) {}

  /** Held for the case of need; the first ones are given up first. */
  holdSpare(spans: HeldSpans): void {
    this.spare.push(spans);
  }

  holdWaiting(size: () => number): void {
    this.waiting = size;
  }

  get size(): number {
    return this.spare.reduce((sum, { size }) => sum + size, this.waiting());
  }

  /** Whether one more span may wait for the receiver, once others have made room for it. */
  readonly hasRoom = (): boolean => {
    while (this.size >= this.most) if (!this.spare.some((spans) => spans.giveUpOldest())) return false;
    return true;
  };
}
