import { recordLlmUsage, traceLlmCall } from '../llm/llm.js';
import { type Seen, STEP_MS } from './exercise.js';
import { headerOf, localServer } from './local-server.js';

const ANSWER = {
  id: 'self-test',
  model: 'self-test',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'well' } }],
  usage: { prompt_tokens: 7, completion_tokens: 2 },
};

/** A model call to a stand-in on this machine, which speaks the form that most providers speak. */
export async function exerciseLlm(): Promise<Seen[]> {
  const seen: Seen[] = [];
  await using server = await localServer((incoming, response) => {
    seen.push({
      by: 'the stand-in for a model',
      traceparent: headerOf(incoming, 'traceparent'),
      baggage: headerOf(incoming, 'baggage'),
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWER));
  });
  const call = { provider: 'self_test', model: 'self-test', operation: 'chat' };
  await traceLlmCall(call, async (span) => {
    const answer = await fetch(`${server.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: call.model, messages: [{ role: 'user', content: 'are you there?' }] }),
      signal: AbortSignal.timeout(STEP_MS),
    });
    await answer.json();
    const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = ANSWER.usage;
    recordLlmUsage(span, call, { inputTokens, outputTokens, finishReasons: ['stop'] });
  });
  return seen;
}
