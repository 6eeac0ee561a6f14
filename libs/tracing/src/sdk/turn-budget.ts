import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds that work in the background may hold the event loop in one go. */
export const MOST_MS_A_TURN = 2;

/** The time that work done piece by piece may take before it lets the event loop go on: ask after each piece. */
export class TurnBudget {
  private began: number;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.began = clock();
  }

  get isSpent(): boolean {
    return this.clock() - this.began >= MOST_MS_A_TURN;
  }

  /** Resolves in the next turn of the event loop. */
  async renew(): Promise<void> {
    await nextTurn();
    this.began = this.clock();
  }
}
