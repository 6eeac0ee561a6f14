import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import type { Operation } from '../store/operation-index.js';
import { TraceStore } from '../store/trace-store.service.js';
import { attributesFrom } from './attribute-query.js';
import { microsecondsOf } from './go-duration.js';
import { otlpStream } from './otlp-stream.js';
import { NoTracesFoundError, TraceNotFoundError } from './query.errors.js';
import { microsecondsAt } from './rfc3339.js';
import type { TraceCriteria } from './trace-criteria.js';
import { traceIdFrom } from './trace-id.js';
import { TraceSearch } from './trace-search.service.js';
import { OperationsQuery, TracesQuery } from './v3.queries.js';

/** Jaeger's stable query API. */
@Controller('api/v3')
export class V3Controller {
  constructor(
    private readonly store: TraceStore,
    private readonly search: TraceSearch,
  ) {}

  @Get('services')
  services(): { services: string[] } {
    return { services: this.store.window.operations.serviceNames() };
  }

  @Get('operations')
  operations(@Query() query: OperationsQuery): { operations: Operation[] } {
    return { operations: this.store.window.operations.operationsOf(query.service, query.span_kind) };
  }

  @Get('traces')
  async traces(@Query() query: TracesQuery): Promise<StreamableFile> {
    const found = await this.search.find(criteriaOf(query), query['query.num_traces']);
    if (found.length === 0) throw new NoTracesFoundError();
    return otlpStream(found.flat());
  }

  @Get('traces/:id')
  async trace(@Param('id') id: string): Promise<StreamableFile> {
    const spans = await this.store.trace(traceIdFrom(id));
    if (spans.length === 0) throw new TraceNotFoundError(id);
    return otlpStream(spans);
  }
}

const criteriaOf = (query: TracesQuery): TraceCriteria => ({
  service: query['query.service_name'],
  operation: query['query.operation_name'],
  startMin: microsecondsAt(query['query.start_time_min']) ?? 0,
  startMax: microsecondsAt(query['query.start_time_max']) ?? Infinity,
  durationMin: microsecondsOf(query['query.duration_min'] ?? ''),
  durationMax: microsecondsOf(query['query.duration_max'] ?? ''),
  attributes: attributesFrom('query.attributes', query['query.attributes']),
});
