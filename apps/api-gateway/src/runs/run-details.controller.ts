import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import type { RunDiff, RunId } from '@throughline/contracts';
import { linkToRun } from './link-to-run.js';
import { RunIdPipe } from './run-id.pipe.js';
import { RunsService } from './runs.service.js';

/** What other owners know of a run. */
@Controller('v1/runs/:id')
export class RunDetailsController {
  constructor(private readonly runs: RunsService) {}

  @Get('diff')
  diff(@Param('id', RunIdPipe) id: RunId): Promise<RunDiff> {
    linkToRun(id);
    return this.runs.diff(id);
  }

  @Get('trace')
  @Header('content-type', 'application/json; charset=utf-8')
  async trace(@Param('id', RunIdPipe) id: RunId): Promise<StreamableFile> {
    linkToRun(id);
    return new StreamableFile(await this.runs.trace(id));
  }
}
