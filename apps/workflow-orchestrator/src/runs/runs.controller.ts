import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  CreateRun,
  InvalidInputError,
  type RunAccepted,
  type RunId,
  runIdFrom,
  type RunList,
  RunNotFoundError,
  type RunView,
} from '@throughline/contracts';
import { RunsService } from './runs.service.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

@Controller('v1/runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  @Post()
  @HttpCode(202)
  create(@Headers('idempotency-key') key: string | undefined, @Body() body: CreateRun): Promise<RunAccepted> {
    const id = key === undefined ? undefined : runIdFrom(key);
    if (id === undefined)
      throw new InvalidInputError('the header Idempotency-Key must be the run id: a UUIDv7');
    return this.runs.create(id, body);
  }

  @Get()
  list(@Query('limit') limit?: string): Promise<RunList> {
    return this.runs.list(limitOf(limit));
  }

  @Get(':id')
  view(@Param('id') id: string): Promise<RunView> {
    return this.runs.view(known(id));
  }

  @Post(':id/cancel')
  @HttpCode(202)
  cancel(@Param('id') id: string): Promise<RunView> {
    return this.runs.cancel(known(id));
  }
}

/** @throws {RunNotFoundError} for a text that can be no run's id */
export function known(text: string): RunId {
  const id = runIdFrom(text);
  if (id === undefined) throw new RunNotFoundError(text.slice(0, 80));
  return id;
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InvalidInputError(`limit must be a whole number from 1 to ${String(MAX_LIMIT)}`);
}
