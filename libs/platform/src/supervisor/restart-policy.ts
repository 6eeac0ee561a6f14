const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const STABLE_MS = 10_000;
const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 10;

/** Decides when a part that has ended is started again: soon at first, then later, and at some point not at all. */
export class RestartPolicy {
  #crashes: number[] = [];
  #inARow = 0;

  /**
   * The delay in ms before the next start; undefined when it has ended too often within a minute.
   * @param ranForMs how long the part ran before it ended; a long run makes the delay short again
   */
  afterCrash(now: number, ranForMs: number): number | undefined {
    this.#crashes = [...this.#crashes.filter((time) => now - time < WINDOW_MS), now];
    if (this.#crashes.length > MOST_IN_WINDOW) return undefined;
    this.#inARow = ranForMs >= STABLE_MS ? 0 : this.#inARow;
    return Math.min(FIRST_DELAY_MS * 2 ** this.#inARow++, LONGEST_DELAY_MS);
  }
}
