import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Decide, isTaskId, Remark, RetryTask, type RunView } from '@throughline/contracts';
import { known } from '../runs/runs.controller.js';
import { TaskNotFoundError } from '../workflow/people.errors.js';
import { RunControl } from './run-control.service.js';

@Controller('v1/runs/:id')
export class RunControlController {
  constructor(private readonly control: RunControl) {}

  @Post('pause')
  @HttpCode(202)
  pause(@Param('id') id: string, @Body() body: Remark): Promise<RunView> {
    return this.control.pause(known(id), body);
  }

  @Post('resume')
  @HttpCode(202)
  resume(@Param('id') id: string, @Body() body: Remark): Promise<RunView> {
    return this.control.resume(known(id), body);
  }

  @Post('approvals')
  @HttpCode(202)
  decide(@Param('id') id: string, @Body() body: Decide): Promise<RunView> {
    return this.control.decide(known(id), body);
  }

  @Post('tasks/:task/retry')
  @HttpCode(202)
  retry(@Param('id') id: string, @Param('task') task: string, @Body() body: RetryTask): Promise<RunView> {
    const run = known(id);
    if (!isTaskId(task)) throw new TaskNotFoundError(run, task);
    return this.control.retry(run, task, body);
  }
}
