import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Decide, Remark, RetryTask, type RunId, type RunView } from '@throughline/contracts';
import { linkToRun } from '../runs/link-to-run.js';
import { RunIdPipe } from '../runs/run-id.pipe.js';
import { RunControl } from './run-control.service.js';

/** What people want of a run that is under way, or has failed. */
@Controller('v1/runs/:id')
export class RunControlController {
  constructor(private readonly control: RunControl) {}

  @Post('pause')
  @HttpCode(202)
  pause(@Param('id', RunIdPipe) id: RunId, @Body() body: Remark): Promise<RunView> {
    linkToRun(id);
    return this.control.pause(id, body);
  }

  @Post('resume')
  @HttpCode(202)
  resume(@Param('id', RunIdPipe) id: RunId, @Body() body: Remark): Promise<RunView> {
    linkToRun(id);
    return this.control.resume(id, body);
  }

  @Post('approvals')
  @HttpCode(202)
  decide(@Param('id', RunIdPipe) id: RunId, @Body() body: Decide): Promise<RunView> {
    linkToRun(id);
    return this.control.decide(id, body);
  }

  @Post('tasks/:task/retry')
  @HttpCode(202)
  async retry(
    @Param('id', RunIdPipe) id: RunId,
    @Param('task') task: string,
    @Body() body: RetryTask,
  ): Promise<RunView> {
    linkToRun(id);
    const run = await this.control.retry(id, task, body);
    if (run.runId !== id) linkToRun(run.runId);
    return run;
  }
}
