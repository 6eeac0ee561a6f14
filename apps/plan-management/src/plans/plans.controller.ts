import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { InvalidInputError, PlanHistory, PlanView } from '@throughline/contracts';
import { PlansService } from './plans.service.js';

@Controller('v1/runs')
export class PlansController {
  constructor(@Inject(PlansService) private readonly plans: PlansService) {}

  @Get(':id/plan')
  plan(@Param('id') id: string, @Query('version') version?: string): Promise<PlanView> {
    return this.plans.planOf(id, version === undefined ? undefined : versionOf(version));
  }

  @Get(':id/plan/history')
  history(@Param('id') id: string): Promise<PlanHistory> {
    return this.plans.historyOf(id);
  }
}

function versionOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidInputError('version must be a whole number from 1 on');
}
