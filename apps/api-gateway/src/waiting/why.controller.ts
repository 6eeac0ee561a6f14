import { Controller, Get, Param } from '@nestjs/common';
import { type RunId, RunWhy } from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { GatewayConfig } from '../config.js';
import { linkToRun } from '../runs/link-to-run.js';
import { RunIdPipe } from '../runs/run-id.pipe.js';

/** What a run waits for, as its owner knows it. */
@Controller('v1/runs/:id/why')
export class WhyController {
  constructor(
    private readonly client: ServiceClient,
    private readonly config: GatewayConfig,
  ) {}

  @Get()
  why(@Param('id', RunIdPipe) id: RunId): Promise<RunWhy> {
    linkToRun(id);
    const options = { timeoutMs: this.config.callTimeoutMs };
    return this.client.get('workflow-orchestrator', `/v1/runs/${id}/why`, RunWhy, options);
  }
}
