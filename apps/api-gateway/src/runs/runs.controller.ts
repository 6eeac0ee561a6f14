import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  CreateRun,
  type RunAccepted,
  type RunId,
  type RunList,
  type RunView,
  newRunId,
} from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { linkToRun } from './link-to-run.js';
import { ListRunsQuery } from './list-runs.query.js';
import { RunIdPipe, parseRunId } from './run-id.pipe.js';
import { RunsService } from './runs.service.js';

@Controller('v1/runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  /** The header is the run's id and the key under which asking twice is safe. Where tracing is on it is always there. */
  @Post()
  @HttpCode(202)
  async create(
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: CreateRun,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunAccepted> {
    const id = key === undefined ? newRunId() : parseRunId('the header Idempotency-Key', key);
    const accepted = await this.runs.create(id, body);
    reply.header('location', `/v1/runs/${accepted.runId}`);
    return accepted;
  }

  @Get()
  list(@Query() { limit }: ListRunsQuery): Promise<RunList> {
    return this.runs.list(limit);
  }

  @Get(':id')
  find(@Param('id', RunIdPipe) id: RunId): Promise<RunView> {
    linkToRun(id);
    return this.runs.find(id);
  }

  @Post(':id/cancel')
  @HttpCode(202)
  cancel(@Param('id', RunIdPipe) id: RunId): Promise<RunView> {
    linkToRun(id);
    return this.runs.cancel(id);
  }
}
