import { Controller, Get, Query } from '@nestjs/common';
import { TimeSlice } from '../pacing/time-slice.js';
import { TraceStore } from '../store/trace-store.service.js';
import { DependenciesQuery } from './dependencies.query.js';
import { type Dependency, DependencyGraph } from './dependency-graph.js';

const DAY_MS = 86_400_000;

/** The service map, from the traces that lie between `endTs - lookback` and `endTs` as a whole, as Jaeger has it. */
@Controller('api/dependencies')
export class DependenciesController {
  constructor(private readonly store: TraceStore) {}

  @Get()
  async dependencies(@Query() query: DependenciesQuery): Promise<{ data: Dependency[] }> {
    const end = Number(query.endTs);
    const start = end - Number(query.lookback ?? DAY_MS);
    return { data: (await this.graph(start * 1000, end * 1000)).dependencies() };
  }

  private async graph(start: number, end: number): Promise<DependencyGraph> {
    const slice = new TimeSlice();
    const graph = new DependencyGraph();
    for (const traceId of this.store.window.latest()) {
      if (slice.isOver) await slice.next();
      const spans = this.store.window.spansOf(traceId);
      if (spans.every((span) => span.start >= start && span.end <= end)) graph.addTrace(spans);
    }
    return graph;
  }
}
