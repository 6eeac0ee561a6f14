import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { TraceAnalyzerConfig } from './config.js';
import { DependenciesController } from './dependencies/dependencies.controller.js';
import { LegacyTracesController } from './legacy/legacy-traces.controller.js';
import { OtlpReceiver } from './otlp/otlp.receiver.js';
import { OtlpService } from './otlp/otlp.service.js';
import { TraceSearch } from './query/trace-search.service.js';
import { V3Controller } from './query/v3.controller.js';
import { TraceStore } from './store/trace-store.service.js';

@Module({
  imports: [ServiceModule.forRoot({ service: 'trace-analyzer', config: TraceAnalyzerConfig })],
  controllers: [V3Controller, DependenciesController, LegacyTracesController],
  providers: [TraceStore, TraceSearch, OtlpService, OtlpReceiver],
})
export class AppModule {}
