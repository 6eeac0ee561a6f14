import { Body, Controller, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import { ExportTree, InvalidInputError, isRunId, type RunDiff, RunDiffRequest } from '@throughline/contracts';
import { TreesService } from './trees.service.js';

@Controller('internal')
export class TreesController {
  constructor(private readonly trees: TreesService) {}

  @Post('trees/archive')
  @HttpCode(200)
  async archive(@Body() { repository, tree }: ExportTree): Promise<StreamableFile> {
    return new StreamableFile(await this.trees.archive(repository, tree), { type: 'application/x-tar' });
  }

  @Post('runs/:run/diff')
  @HttpCode(200)
  diff(@Param('run') run: string, @Body() { repository }: RunDiffRequest): Promise<RunDiff> {
    if (!isRunId(run)) throw new InvalidInputError('run in the path must be a run id (UUIDv7)');
    return this.trees.diff(run, repository);
  }
}
