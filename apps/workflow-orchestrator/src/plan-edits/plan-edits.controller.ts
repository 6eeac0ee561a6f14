import { Body, Controller, Param, Patch } from '@nestjs/common';
import { InvalidInputError, type PlanView, RevisePlan } from '@throughline/contracts';
import { known } from '../runs/runs.controller.js';
import { PlanEdits } from './plan-edits.service.js';

@Controller('v1/runs/:id/plan')
export class PlanEditsController {
  constructor(private readonly edits: PlanEdits) {}

  @Patch()
  revise(@Param('id') id: string, @Body() body: RevisePlan): Promise<PlanView> {
    const { version } = body;
    if (version === undefined)
      throw new InvalidInputError('version must say which version of the plan is edited');
    return this.edits.revise(known(id), { ...body, version });
  }
}
