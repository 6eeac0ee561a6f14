import { Inject, Injectable } from '@nestjs/common';
import { ChatCompletion, type ChatCompletionRequest, type ChatMessage } from '@throughline/contracts';
import { ServiceClient } from '@throughline/service-client';
import { PlanConfig } from '../config.js';
import { SUBMIT_PLAN_TOOL } from './submit-plan.tool.js';

export interface ModelAnswer {
  readonly answer: ChatMessage;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
}

/** Asks a model for a plan, through model-router. */
@Injectable()
export class PlanningModel {
  constructor(
    @Inject(ServiceClient) private readonly services: ServiceClient,
    @Inject(PlanConfig) private readonly config: PlanConfig,
  ) {}

  async ask(model: string, messages: ChatMessage[], signal: AbortSignal): Promise<ModelAnswer> {
    const body: ChatCompletionRequest = {
      model,
      messages,
      tools: [SUBMIT_PLAN_TOOL],
      tool_choice: 'required',
    };
    const { choices, usage } = await this.services.post(
      'model-router',
      '/v1/chat/completions',
      body,
      ChatCompletion,
      {
        signal,
        timeoutMs: this.config.modelTimeoutMs,
      },
    );
    return {
      answer: choices[0]?.message ?? { role: 'assistant', content: null },
      inputTokens: usage.prompt_tokens,
      outputTokens: usage.completion_tokens,
      costUsd: usage.cost_usd,
    };
  }
}
