import type { Severity } from '@throughline/contracts';

/** What a parser reads from a check's output; which check it was, and whether it is new, is known later. */
export interface RawFinding {
  readonly rule: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly severity: Severity;
  readonly message: string;
}

/** Reads the findings of one kind of tool; lines that are not the tool's own are passed over. */
export type FindingParser = (lines: readonly string[]) => RawFinding[];
