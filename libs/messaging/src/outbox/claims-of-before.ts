/** Whoever has claimed a row so long ago, and lives, has sent it by now. */
const SENT_WITHIN_SECONDS = 2;

/**
 * Claims from before this process began: whoever made them may be dead, and they need not run out for this process to
 * go on. Claims that are made since are others' who live.
 */
export class ClaimsOfBefore {
  private readonly startedAt: number;

  /** @param claimSeconds how long a claim lasts; @param now milliseconds of a clock that only goes forward */
  constructor(
    private readonly claimSeconds: number,
    private readonly now = () => performance.now(),
  ) {
    this.startedAt = now();
  }

  /** How much of a claim may be left when it counts for nothing. Shrinks to nothing while the last of them run out. */
  get horizonSeconds(): number {
    const sinceStart = (this.now() - this.startedAt) / 1_000;
    return Math.max(0, this.claimSeconds - Math.max(SENT_WITHIN_SECONDS, sinceStart));
  }
}
