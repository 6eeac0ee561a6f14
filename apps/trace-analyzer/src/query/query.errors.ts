import { ThroughlineError } from '@throughline/contracts';

export class TraceNotFoundError extends ThroughlineError {
  constructor(traceId: string) {
    super(
      'trace_not_found',
      'not_found',
      `there is no trace ${traceId}. Check the id: that of a run is that of its trace`,
      { fields: { trace: traceId } },
    );
  }
}

export class NoTracesFoundError extends ThroughlineError {
  constructor() {
    super(
      'no_traces_found',
      'not_found',
      'no trace fulfils the query; widen the times or leave out a condition',
    );
  }
}
