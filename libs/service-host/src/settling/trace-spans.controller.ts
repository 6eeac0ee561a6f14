import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/index.js';
import { InvalidInputError, type RunId, type TraceSpans, runIdFrom } from '@throughline/contracts';
import { journalOf, traceIdOf, withoutTracing } from '@throughline/tracing';
import { type Find, SERVICE_PARTS, type ServicePart } from '../parts/service-part.js';
import { SERVICE_OPTIONS, type ServiceOptions } from '../service-options.js';
import { TRACE_CONTRIBUTOR, type TraceContributor } from './trace-contributor.js';

/** What this service has to say of a run's trace, so that others can tell when the trace is complete. */
@Controller('internal/traces')
export class TraceSpansController {
  constructor(
    private readonly modules: ModuleRef,
    @Inject(SERVICE_OPTIONS) private readonly options: ServiceOptions,
    @Inject(SERVICE_PARTS) private readonly parts: readonly ServicePart[],
  ) {}

  @Get(':id/spans')
  async spans(@Param('id') id: string): Promise<TraceSpans> {
    const run = runIdFrom(id);
    if (run === undefined) throw new InvalidInputError('the id of a run or of its trace is needed: a UUIDv7');
    return withoutTracing(() => this.collect(run));
  }

  /**
   * What may still make spans is counted first: a job that ends between the two looks then leaves its spans
   * in the journal that is read after it.
   */
  private async collect(run: RunId): Promise<TraceSpans> {
    const traceId = traceIdOf(run);
    const find: Find = (token) => this.modules.get(token, { strict: false });
    const unfinishedJobs = await this.sum((part) => part.unfinishedJobs?.(find, run));
    const unsentMessages = await this.sum((part) => part.unsentMessages?.(find, run));
    const contributor = this.contributor();
    const pending = (await contributor?.pending(traceId)) ?? 0;
    const derived = (await contributor?.created(traceId)) ?? [];
    const journal = await journalOf(traceId);
    return {
      service: this.options.service,
      created: [...new Set([...journal.created, ...derived])],
      live: journal.live + pending,
      unsentMessages,
      unfinishedJobs,
    };
  }

  /** Whichever module provides it. */
  private contributor(): TraceContributor | undefined {
    try {
      return this.modules.get<TraceContributor>(TRACE_CONTRIBUTOR, { strict: false });
    } catch (error) {
      if (error instanceof UnknownElementException) return undefined;
      throw error;
    }
  }

  private async sum(count: (part: ServicePart) => Promise<number> | undefined): Promise<number> {
    const counts = await Promise.all(this.parts.map((part) => count(part) ?? Promise.resolve(0)));
    return counts.reduce((sum, next) => sum + next, 0);
  }
}
