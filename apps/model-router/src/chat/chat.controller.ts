import type { ServerResponse } from 'node:http';
import { Body, Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ChatCompletion, ChatCompletionRequest } from '@throughline/contracts';
import { ModelsService } from '../models/models.service.js';
import { callerGone } from './caller-gone.js';
import { ChatService } from './chat.service.js';

/** OpenAI's list of models. */
interface ModelList {
  readonly object: 'list';
  readonly data: readonly {
    readonly id: string;
    readonly object: 'model';
    readonly created: 0;
    readonly owned_by: string;
  }[];
}

/** The part of OpenAI's API that is promised: chat completions with tools, not streamed, and the list of models. */
@Controller('v1')
export class ChatController {
  constructor(
    @Inject(ChatService) private readonly chat: ChatService,
    @Inject(ModelsService) private readonly models: ModelsService,
  ) {}

  @Post('chat/completions')
  @HttpCode(200)
  complete(
    @Body() request: ChatCompletionRequest,
    @Res({ passthrough: true }) reply: { readonly raw: ServerResponse },
  ): Promise<ChatCompletion> {
    return this.chat.complete(request, callerGone(reply.raw));
  }

  @Get('models')
  async list(): Promise<ModelList> {
    const models = await this.models.list();
    return {
      object: 'list',
      data: models.map(({ name, provider }) => ({
        id: name,
        object: 'model',
        created: 0,
        owned_by: provider,
      })),
    };
  }
}
