import { Controller, Get } from '@nestjs/common';
import type { KeptRuns } from '@throughline/contracts';
import { KeptRunsService } from './kept-runs.service.js';

/** For the other services, which hold something of each run. */
@Controller('internal/runs')
export class KeptRunsController {
  constructor(private readonly runs: KeptRunsService) {}

  @Get('kept')
  kept(): Promise<KeptRuns> {
    return this.runs.keptRuns();
  }
}
