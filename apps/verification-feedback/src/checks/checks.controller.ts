import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ResolveChecks, ResolvedChecks } from '@throughline/contracts';
import { ChecksService } from './checks.service.js';

@Controller('internal/checks')
export class ChecksController {
  constructor(private readonly checks: ChecksService) {}

  @Post('resolve')
  @HttpCode(200)
  async resolve(@Body() body: ResolveChecks): Promise<ResolvedChecks> {
    return Object.assign(new ResolvedChecks(), { checks: await this.checks.resolve(body) });
  }
}
