import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  type DeadLetterDetail,
  DeadLetterList,
  DeadLetterQuery,
  DeadLetterRequest,
  type DeadLetterResults,
} from '@throughline/contracts';
import { isUUID } from 'class-validator';
import { DeadLetterNotFoundError } from './dead-letter.errors.js';
import { DeadLetterViews } from './dead-letter-views.js';
import { DeadLetters } from './dead-letters.service.js';

/** The dead letters of this service's own queues. */
@Controller('internal/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetters,
    private readonly views: DeadLetterViews,
  ) {}

  @Get()
  async list(@Query() query: DeadLetterQuery): Promise<DeadLetterList> {
    return Object.assign(new DeadLetterList(), { deadLetters: await this.views.list(query) });
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<DeadLetterDetail> {
    if (!isUUID(id)) throw new DeadLetterNotFoundError(id);
    return this.views.find(id);
  }

  @Post('redrive')
  @HttpCode(200)
  redrive(@Body() request: DeadLetterRequest): Promise<DeadLetterResults> {
    return this.letters.redrive(request);
  }

  @Post('discard')
  @HttpCode(200)
  discard(@Body() request: DeadLetterRequest): Promise<DeadLetterResults> {
    return this.letters.discard(request);
  }
}
