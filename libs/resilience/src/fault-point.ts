import { channel } from 'node:diagnostics_channel';

/** Where faults are injected in tests; nobody listens in a platform that works. */
export const FAULT_POINT_CHANNEL = 'throughline:fault-point';

export interface FaultPoint {
  readonly name: string;
  /** What passes the point, where it is one for many: the types of messages, the kind of a job. */
  readonly subjects: readonly string[];
}

/** Says what passes a point; asked only when somebody listens. */
export type FaultSubjects = () => readonly string[];

const NOTHING: FaultSubjects = () => [];
const faults = channel(FAULT_POINT_CHANNEL);

/** Names a place at which a process may be made to die: `outbox.before_commit`. Free when nobody listens. */
export function faultPoint(name: string, subjects: FaultSubjects = NOTHING): void {
  if (faults.hasSubscribers) faults.publish({ name, subjects: subjects() } satisfies FaultPoint);
}
