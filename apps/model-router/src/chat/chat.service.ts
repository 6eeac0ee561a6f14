import { Inject, Injectable } from '@nestjs/common';
import type { ChatCompletion, ChatCompletionRequest } from '@throughline/contracts';
import { faultPoint } from '@throughline/resilience';
import { costOf } from '../costs/cost.js';
import { formatModelName } from '../models/model-name.js';
import { ModelsService, type SelectedModel } from '../models/models.service.js';
import type { ProviderAnswer } from '../providers/provider.js';

@Injectable()
export class ChatService {
  constructor(@Inject(ModelsService) private readonly models: ModelsService) {}

  async complete(request: ChatCompletionRequest, signal: AbortSignal): Promise<ChatCompletion> {
    const selected = await this.models.select(request.model);
    const answer = await selected.provider.complete(selected.model, request, signal);
    faultPoint('model-router.answer.before-send');
    return completionOf(selected, answer);
  }
}

function completionOf({ provider, model }: SelectedModel, answer: ProviderAnswer): ChatCompletion {
  const { inputTokens, outputTokens } = answer.usage;
  return {
    id: answer.id,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: formatModelName({ provider: provider.name, model: answer.model }),
    ...(answer.fingerprint !== undefined && { system_fingerprint: answer.fingerprint }),
    choices: [{ index: 0, message: answer.message, finish_reason: answer.finishReason }],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      cost_usd: costOf(answer.usage, provider.pricesOf(model)),
    },
  };
}
