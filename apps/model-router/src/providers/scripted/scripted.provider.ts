import { Injectable } from '@nestjs/common';
import type { ChatCompletionRequest } from '@throughline/contracts';
import type { Prices } from '../../costs/cost.js';
import { traceModelCall } from '../model-call-span.js';
import type { ModelProvider, ProviderAnswer } from '../provider.js';
import { contentOf, type Conversation, turnOf } from './conversation.js';
import { stepFor } from './matching.js';
import { readScript } from './script-file.js';
import { answerOf } from './scripted-answer.js';
import { ScriptNoStepError } from './scripted.errors.js';

const SHOWN_OF_LAST_MESSAGE = 200;

/** Replays answers from a file. It is free of charge, and says in every answer that it is scripted. */
@Injectable()
export class ScriptedProvider implements ModelProvider {
  readonly name = 'scripted';
  readonly spelling = 'scripted/FILE (FILE is the absolute path of a script)';
  readonly missing = undefined;
  readonly defaultModel = undefined;
  readonly wayToDefault = 'name a script of answers with --model scripted/FILE (FILE is an absolute path)';

  /** Any file may be a script, so there is no list. */
  listModels(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async assertCallable(file: string): Promise<void> {
    await readScript(file);
  }

  pricesOf(): Prices {
    return { input: 0, cachedInput: 0, output: 0 };
  }

  complete(file: string, request: ChatCompletionRequest): Promise<ProviderAnswer> {
    return traceModelCall({ provider: this, model: file, request, attempt: 1 }, () =>
      this.#replay(file, request),
    );
  }

  async #replay(file: string, request: ChatCompletionRequest): Promise<ProviderAnswer> {
    const script = await readScript(file);
    const conversation = conversationOf(request);
    const step = stepFor(script, conversation);
    if (step === undefined) throw noStep(file, conversation);
    return answerOf(file, request, step);
  }
}

const conversationOf = ({ messages, tools = [] }: ChatCompletionRequest): Conversation => ({
  messages,
  tools: tools.map((tool) => tool.function.name),
});

function noStep(file: string, conversation: Conversation): ScriptNoStepError {
  const last = conversation.messages.at(-1);
  return new ScriptNoStepError(file, {
    tools: conversation.tools,
    turn: turnOf(conversation),
    lastRole: last?.role ?? 'nobody',
    lastMessage: contentOf(last).slice(0, SHOWN_OF_LAST_MESSAGE),
  });
}
