import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { CommandResult, InvalidInputError, isRunId, isTaskId, RunCommand } from '@throughline/contracts';
import type { RequestOfCaller } from './caller-gone.js';
import { whileCallerWaits } from './caller-gone.js';
import { CommandsService } from './commands.service.js';

@Controller('internal/runs/:run/tasks/:task/commands')
export class CommandsController {
  constructor(private readonly commands: CommandsService) {}

  @Post()
  @HttpCode(200)
  run(
    @Param('run') run: string,
    @Param('task') task: string,
    @Body() body: RunCommand,
    @Req() request: RequestOfCaller,
  ): Promise<CommandResult> {
    if (!isRunId(run)) throw new InvalidInputError(`not a run id: ${JSON.stringify(run.slice(0, 80))}`);
    if (!isTaskId(task)) throw new InvalidInputError(`not a task id: ${JSON.stringify(task.slice(0, 80))}`);
    return whileCallerWaits(request, (signal) => this.commands.run(run, task, body, signal));
  }
}
