import { Module } from '@nestjs/common';
import { ServiceModule } from '@throughline/service-host';
import { ChatController } from './chat/chat.controller.js';
import { ChatService } from './chat/chat.service.js';
import { ModelRouterConfig } from './config.js';
import { ModelsController } from './models/models.controller.js';
import { ModelsService } from './models/models.service.js';
import { OpenAiProvider } from './providers/openai/openai.provider.js';
import { MODEL_PROVIDERS, type ModelProvider } from './providers/provider.js';
import { ScriptedProvider } from './providers/scripted/scripted.provider.js';

/** The conversation of a long task comes whole with each request. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'model-router',
      config: ModelRouterConfig,
      bodyLimit: MAX_REQUEST_BYTES,
    }),
  ],
  controllers: [ChatController, ModelsController],
  providers: [
    OpenAiProvider,
    ScriptedProvider,
    {
      provide: MODEL_PROVIDERS,
      useFactory: (...providers: ModelProvider[]): ModelProvider[] => providers,
      inject: [OpenAiProvider, ScriptedProvider],
    },
    ModelsService,
    ChatService,
  ],
})
export class AppModule {}
