import { Controller, Get, Header } from '@nestjs/common';
import { metricsText } from '@throughline/tracing';
import { Public } from '../auth/public.decorator.js';

/** For Prometheus. */
@Public()
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return metricsText();
  }
}
