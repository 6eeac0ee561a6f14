import { ArrayMaxSize, IsDefined, Matches } from 'class-validator';
import { RUN_ID_PATTERN, type RunId } from '../ids/ids.js';

/** Runs that one answer names at most. */
export const MAX_KEPT_RUNS = 1000;

/**
 * Answer of `GET /internal/runs/kept` of workflow-orchestrator: which runs of long ago it still knows. What other
 * services hold of all others can be forgotten.
 */
export class KeptRuns {
  /** Ids are in the order of time. It says nothing of runs from this one on. */
  @Matches(RUN_ID_PATTERN) before!: RunId;
  /** Of the runs before it, these and no others are kept. */
  @IsDefined() @ArrayMaxSize(MAX_KEPT_RUNS) @Matches(RUN_ID_PATTERN, { each: true }) kept!: RunId[];
}
