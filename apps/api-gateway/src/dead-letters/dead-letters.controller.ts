import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  type AllDeadLetterResults,
  type AllDeadLetters,
  type DeadLetterDetail,
  DeadLetterQuery,
  DeadLetterRequest,
} from '@throughline/contracts';
import { linkToRun } from '../runs/link-to-run.js';
import { DeadLettersService } from './dead-letters.service.js';

/** Messages that no try could handle, of all services. */
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersService) {}

  @Get()
  list(@Query() query: DeadLetterQuery): Promise<AllDeadLetters> {
    return this.letters.list(query);
  }

  @Get(':id')
  async find(@Param('id') id: string): Promise<DeadLetterDetail> {
    const letter = await this.letters.find(id);
    if (letter.runId !== null) linkToRun(letter.runId);
    return letter;
  }

  @Post('redrive')
  @HttpCode(200)
  async redrive(@Body() request: DeadLetterRequest): Promise<AllDeadLetterResults> {
    return linked(await this.letters.decide('redrive', request));
  }

  @Post('discard')
  @HttpCode(200)
  async discard(@Body() request: DeadLetterRequest): Promise<AllDeadLetterResults> {
    return linked(await this.letters.decide('discard', request));
  }
}

/** The request is a trace of its own: it is linked to each run that it moves. */
function linked(answer: AllDeadLetterResults): AllDeadLetterResults {
  const runs = answer.results.flatMap(({ outcome, runId }) => (outcome === 'done' ? (runId ?? []) : []));
  for (const run of new Set(runs)) linkToRun(run);
  return answer;
}
