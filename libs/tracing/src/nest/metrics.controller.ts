import type { IncomingMessage } from 'node:http';
import { Controller, ForbiddenException, Get, Header, Req, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { metricsText } from '../metrics/metrics-text.js';
import { mayReadMetrics } from './metrics-access.js';
import type { MetricsRoute } from './metrics-route.js';

/** A request as Fastify hands it to a handler, or as Express and Node do. */
type AnyRequest = IncomingMessage | { readonly raw: IncomingMessage };

/** The controller of the metrics' route. It is a class for each module, since path and decorators are its own. */
export function metricsController({
  path = '/metrics',
  readers = 'private',
  decorators = [],
}: MetricsRoute = {}): Type<object> {
  @Controller({ path, version: VERSION_NEUTRAL })
  class MetricsController {
    @Get()
    @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    metrics(@Req() request: AnyRequest): Promise<string> {
      if (!mayReadMetrics('raw' in request ? request.raw : request, readers)) {
        throw new ForbiddenException(
          'the metrics are for callers of a private network; TracingModule says who is let in: metrics.readers',
        );
      }
      return metricsText();
    }
  }
  for (const decorate of decorators) decorate(MetricsController);
  return MetricsController;
}
