import { newRunId } from '@throughline/contracts';
import type { TraceCarrier } from '@throughline/tracing';
import type { DueTimes } from './due-times.js';
import { Firing } from './firing.entity.js';
import type { Schedule } from './schedule.entity.js';

/** Times whose run waits to be made, at most: what comes while an owner is away for long. */
export const MAX_OPEN = 10;

/** What else goes on for the schedule. */
export interface Ongoing {
  /** A run of the schedule that has not ended, or one that is about to be made. */
  readonly run: string | null;
  /** Times whose run waits to be made. */
  readonly open: number;
}

export interface Claim {
  readonly schedule: Schedule;
  readonly due: DueTimes;
  readonly now: Date;
  readonly trace: TraceCarrier;
}

/** A row for each time that has come: with the id of its run, or with why there is none. */
export function claimedFirings(claim: Claim, ongoing: Ongoing): Firing[] {
  const { due, schedule } = claim;
  const firings: Firing[] = [];
  if (due.missed !== null)
    firings.push(skipped(claim, due.missed, `it was missed, and the schedule says: ${schedule.missed}`));
  let { run, open } = ongoing;
  for (const time of due.fire) {
    const reason = reasonToSkip(schedule, { run, open });
    const firing = reason === undefined ? claimed(claim, time) : skipped(claim, time, reason);
    firings.push(firing);
    if (firing.runId === null) continue;
    run = firing.runId;
    open += 1;
  }
  return firings;
}

function reasonToSkip({ overlap }: Schedule, { run, open }: Ongoing): string | undefined {
  if (overlap === 'skip' && run !== null) return `the run ${run} of the schedule had not ended`;
  if (open >= MAX_OPEN) return `${String(open)} runs of the schedule waited to be made already`;
  return undefined;
}

const claimed = ({ schedule, now, trace }: Claim, dueAt: Date): Firing =>
  Object.assign(new Firing(), {
    ...{ scheduleId: schedule.id, dueAt, claimedAt: now, trace, tries: 0, reason: null },
    ...{ state: 'claimed' as const, runId: newRunId(), nextTryAt: now },
  });

const skipped = ({ schedule, now, trace }: Claim, dueAt: Date, reason: string): Firing =>
  Object.assign(new Firing(), {
    ...{ scheduleId: schedule.id, dueAt, claimedAt: now, trace, tries: 0, reason },
    ...{ state: 'skipped' as const, runId: null, nextTryAt: null },
  });
