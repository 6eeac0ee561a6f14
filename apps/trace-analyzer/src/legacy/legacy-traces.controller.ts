import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { TimeSlice } from '../pacing/time-slice.js';
import { attributesFrom } from '../query/attribute-query.js';
import { microsecondsOf } from '../query/go-duration.js';
import { jsonStream } from '../query/otlp-stream.js';
import { TraceNotFoundError } from '../query/query.errors.js';
import type { TraceCriteria } from '../query/trace-criteria.js';
import { traceIdFrom } from '../query/trace-id.js';
import { TraceSearch } from '../query/trace-search.service.js';
import type { StoredSpan } from '../store/stored-span.js';
import { TraceStore } from '../store/trace-store.service.js';
import { jaegerTrace } from './jaeger-trace.js';
import { LegacyTracesQuery } from './legacy.queries.js';

/** Jaeger's older query API: the one whose search by tags people and dashboards know. */
@Controller('api/traces')
export class LegacyTracesController {
  constructor(
    private readonly store: TraceStore,
    private readonly search: TraceSearch,
  ) {}

  @Get()
  async traces(@Query() query: LegacyTracesQuery): Promise<StreamableFile> {
    return jsonStream(answerText(await this.search.find(criteriaOf(query, Date.now() * 1000), query.limit)));
  }

  @Get(':id')
  async trace(@Param('id') id: string): Promise<StreamableFile> {
    const spans = await this.store.trace(traceIdFrom(id));
    if (spans.length === 0) throw new TraceNotFoundError(id);
    return jsonStream(answerText([spans]));
  }
}

function criteriaOf(query: LegacyTracesQuery, now: number): TraceCriteria {
  const startMax = query.end ?? now;
  return {
    service: query.service,
    operation: query.operation,
    startMin: query.start ?? startMax - (microsecondsOf(query.lookback) ?? 0),
    startMax,
    durationMin: microsecondsOf(query.minDuration ?? ''),
    durationMax: microsecondsOf(query.maxDuration ?? ''),
    attributes: attributesFrom('tags', query.tags),
  };
}

async function* answerText(traces: readonly (readonly StoredSpan[])[]): AsyncGenerator<string> {
  const slice = new TimeSlice();
  yield '{"data":[';
  for (const [index, spans] of traces.entries()) {
    if (slice.isOver) await slice.next();
    yield `${index === 0 ? '' : ','}${JSON.stringify(jaegerTrace(spans))}`;
  }
  yield '],"total":0,"limit":0,"offset":0,"errors":null}';
}
