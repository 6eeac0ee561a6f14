/** Bounds of a service's journals. */
export interface JournalLimits {
  /** A file is closed and a new one begun at this size. */
  readonly segmentBytes: number;
  /** Above this, the oldest spans that still wait for the receiver are given up, and counted. */
  readonly totalBytes: number;
  /** Runs whose span ids are kept after all their spans were acknowledged. */
  readonly archivedRuns: number;
}

export const JOURNAL_LIMITS: JournalLimits = {
  segmentBytes: 4 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  archivedRuns: 1000,
};
