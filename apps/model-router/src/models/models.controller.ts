import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ResolvedModel, ResolveModel } from '@throughline/contracts';
import { ModelsService } from './models.service.js';

@Controller('internal/models')
export class ModelsController {
  constructor(@Inject(ModelsService) private readonly models: ModelsService) {}

  @Post('resolve')
  @HttpCode(200)
  resolve(@Body() body: ResolveModel): Promise<ResolvedModel> {
    return this.models.resolve(body.model);
  }
}
