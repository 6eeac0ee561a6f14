import { channel } from 'node:diagnostics_channel';

/** Where faults are injected in tests; nobody listens in a platform that works. */
export const FAULT_POINT_CHANNEL = 'throughline:fault-point';

export interface FaultPoint {
  readonly name: string;
}

const faults = channel(FAULT_POINT_CHANNEL);

/** Names a place at which a process may be made to die: `outbox.before_commit`. Free when nobody listens. */
export function faultPoint(name: string): void {
  if (faults.hasSubscribers) faults.publish({ name } satisfies FaultPoint);
}
