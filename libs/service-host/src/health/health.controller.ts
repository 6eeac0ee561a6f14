import { Controller, Get, HttpException, Inject, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  HealthCheckService,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import { TracingHealthIndicator, withoutTracing } from '@throughline/tracing';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { ServiceLifecycle } from '../lifecycle/service-lifecycle.js';
import { SERVICE_PARTS, type ServicePart } from '../parts/service-part.js';
import { within } from './within.js';

const CHECK_TIMEOUT_MS = 2_000;

/** For supervisors, balancers and people. */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly lifecycle: ServiceLifecycle,
    private readonly modules: ModuleRef,
    private readonly tracing: TracingHealthIndicator,
    @Inject(SERVICE_PARTS) private readonly parts: readonly ServicePart[],
  ) {}

  /** The process answers. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * The service takes work: it has started, is not shutting down, and what it needs can be used. Traces that do not
   * arrive are told, and do not make it unready.
   */
  @Get(['', 'ready'])
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    try {
      return await withoutTracing(() =>
        this.health.check([() => this.state(), ...this.checks(), () => this.tracing.isHealthy('tracing')]),
      );
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      reply.code(error.getStatus());
      return error.getResponse();
    }
  }

  private state(): HealthIndicatorResult {
    const { state } = this.lifecycle;
    const indicator = this.indicators.check('service');
    return state === 'ready' ? indicator.up({ state }) : indicator.down({ state });
  }

  private checks(): HealthIndicatorFunction[] {
    return this.parts.flatMap(({ readiness }) =>
      readiness === undefined ? [] : [() => this.indicate(readiness)],
    );
  }

  private async indicate({
    name,
    check,
  }: NonNullable<ServicePart['readiness']>): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      await within(
        CHECK_TIMEOUT_MS,
        check((token) => this.modules.get(token, { strict: false })),
      );
      return indicator.up();
    } catch (error) {
      return indicator.down({ reason: error instanceof Error ? error.message : String(error) });
    }
  }
}
