import { type WaitingPiece, WaitingWork, type WhyReason } from '@throughline/contracts';
import type { Attempt } from '../runs/attempt.entity.js';
import type { Run } from '../runs/run.entity.js';
import type { Task } from '../runs/task.entity.js';

/** All that is known of a run, to say what it waits for. */
export interface Circumstances {
  readonly run: Run;
  readonly tasks: readonly Task[];
  readonly attempts: readonly Attempt[];
  readonly unsentMessages: number;
  /** The run's place in the line for slots, and what is full; undefined when it waits for none. */
  readonly place: Place | undefined;
}

export interface Place {
  readonly ahead: number;
  readonly full: string;
}

export interface Why {
  readonly reason: WhyReason;
  readonly text: string;
  readonly waitsFor: readonly string[];
}

export function pieceOf(
  what: WaitingPiece,
  id: string,
  state: string,
  since: Date | null,
  deadline: Date | null,
  why: Why,
): WaitingWork {
  const times = { since: since?.toISOString() ?? null, deadline: deadline?.toISOString() ?? null };
  return Object.assign(new WaitingWork(), { what, id, state, ...times, ...why, waitsFor: [...why.waitsFor] });
}
