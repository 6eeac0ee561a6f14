import { setTimeout as sleep } from 'node:timers/promises';
import {
  getLlmTracing,
  recordLlmContent,
  recordLlmUsage,
  tokenUsageOf,
  traceLlmCall,
  traceLlmStream,
  traceToolCall,
} from '@throughline/tracing';

const prompt = 'What is distributed tracing?';
const ask = async (text: string) => {
  await sleep(1);
  return { text: `Of ${text.length} letters.`, usage: { prompt_tokens: 8, completion_tokens: 5 } };
};
const askInPieces = async function* () {
  yield await sleep(1, { text: 'Of many ', usage: undefined });
  yield { text: 'letters.', usage: { input_tokens: 8, output_tokens: 5 } };
};

const call = {
  provider: 'anthropic',
  model: 'claude-sonnet',
  operation: 'chat',
  promptLength: prompt.length,
};

// A call in a span, with tokens and cost. What was said is only on it where that is switched on.
await traceLlmCall(call, async (span) => {
  const answer = await ask(prompt);
  recordLlmUsage(span, call, { ...tokenUsageOf(answer.usage), costUsd: 0.0003 });
  recordLlmContent(span, { input: prompt, output: answer.text });
  return answer;
});

// A streamed answer: time to the first piece, and the end, also when the reader leaves early.
const pieces = traceLlmStream(call, askInPieces, { usage: (piece) => piece.usage });
for await (const piece of pieces) if (piece.text === '') break;

// A tool that the model has asked for.
await traceToolCall({ name: 'search', id: 'call_1' }, () => ['a page']);

// A call that is over: seconds, and tokens as the provider counts them.
traceLlmCall({
  model: 'claude-3-sonnet',
  promptLength: 150,
  responseLength: 500,
  duration: 2.3,
  tokenUsage: { prompt_tokens: 150, completion_tokens: 500, total_tokens: 650 },
});

// Request and answer in different places.
const { traceLlmRequest, traceLlmResponse } = getLlmTracing();
const request = { modelName: 'gpt-5', requestType: 'completion', prompt };
const answer = await traceLlmRequest(request, () => ask(prompt));
const response = { modelName: 'gpt-5', responseText: answer.text, tokenUsage: answer.usage };
await traceLlmResponse(response, () => answer.text.length);
