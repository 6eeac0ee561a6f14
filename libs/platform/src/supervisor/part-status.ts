import type { ProcessIdentity } from '../process/process-identity.js';

/** `failed`: it is given up, after it has ended too often. */
export type PartState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped';

/** One process of the platform, as its supervisor sees it. */
export interface PartStatus {
  readonly name: string;
  readonly state: PartState;
  readonly pid?: number;
  /** With the pid, tells the process apart from a later one of the same number. */
  readonly process?: ProcessIdentity;
  readonly port?: number;
  /** Times it was started again after it had ended by itself. */
  readonly restarts: number;
  /** Epoch ms of the last start. */
  readonly startedAt?: number;
  readonly log: string;
}
