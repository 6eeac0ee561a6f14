import { Body, Controller, Get, Headers, Param, Patch, Query, Res } from '@nestjs/common';
import { type PlanHistory, type PlanView, RevisePlan, type RunId } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { linkToRun } from '../runs/link-to-run.js';
import { RunIdPipe } from '../runs/run-id.pipe.js';
import { entityTag, seenVersion } from './if-match.js';
import { PlanQuery } from './plan.query.js';
import { PlansService } from './plans.service.js';

@Controller('v1/runs/:id/plan')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  async find(
    @Param('id', RunIdPipe) id: RunId,
    @Query() { version }: PlanQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    linkToRun(id);
    return tagged(reply, await this.plans.find(id, version));
  }

  @Get('history')
  history(@Param('id', RunIdPipe) id: RunId): Promise<PlanHistory> {
    linkToRun(id);
    return this.plans.history(id);
  }

  @Patch()
  async revise(
    @Param('id', RunIdPipe) id: RunId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: RevisePlan,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    linkToRun(id);
    const version = seenVersion(body.version, ifMatch);
    return tagged(reply, await this.plans.revise(id, { ...body, version }));
  }
}

function tagged(reply: FastifyReply, plan: PlanView): PlanView {
  reply.header('etag', entityTag(plan.version));
  return plan;
}
