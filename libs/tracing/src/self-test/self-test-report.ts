/** The parts of the self-test. */
export type SelfTestPartName =
  'http' | 'rabbitmq' | 'postgres' | 'llm' | 'propagation' | 'export' | 'validation';

/** What became of one part. */
export interface SelfTestPart {
  readonly name: SelfTestPartName;
  /** `skipped`: it was not given, is not installed or cannot be reached. */
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was seen, or why not. */
  readonly detail: string;
}

/** What the self-test has found. */
export interface SelfTestReport {
  /** `failed` when any part has failed; a part that was skipped fails nothing. */
  readonly overallStatus: 'passed' | 'failed';
  /** The trace of the test. */
  readonly traceId: string;
  readonly spanCount: number;
  readonly durationMs: number;
  readonly parts: readonly SelfTestPart[];
}
