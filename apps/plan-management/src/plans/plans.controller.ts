import { Controller, Get, Inject, Param } from '@nestjs/common';
import { PlanView } from '@throughline/contracts';
import { PlansService } from './plans.service.js';

@Controller('v1/runs')
export class PlansController {
  constructor(@Inject(PlansService) private readonly plans: PlansService) {}

  @Get(':id/plan')
  plan(@Param('id') id: string): Promise<PlanView> {
    return this.plans.planOf(id);
  }
}
