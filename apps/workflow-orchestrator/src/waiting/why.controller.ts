import { Controller, Get, Param } from '@nestjs/common';
import type { RunWhy } from '@throughline/contracts';
import { known } from '../runs/runs.controller.js';
import { WhyService } from './why.service.js';

@Controller('v1/runs/:id/why')
export class WhyController {
  constructor(private readonly service: WhyService) {}

  @Get()
  why(@Param('id') id: string): Promise<RunWhy> {
    return this.service.why(known(id));
  }
}
