/** Providers as the GenAI conventions call them, by how the names of their models begin. */
const PROVIDERS: readonly (readonly [beginning: RegExp, provider: string])[] = [
  [/^claude/i, 'anthropic'],
  [/^(?:gpt|chatgpt|o\d|text-embedding|dall-e)/i, 'openai'],
  [/^gemini/i, 'gcp.gemini'],
  [/^(?:mi[sx]tral|codestral|magistral)/i, 'mistral_ai'],
  [/^command/i, 'cohere'],
  [/^deepseek/i, 'deepseek'],
  [/^grok/i, 'x_ai'],
];

/** Whose model it is, as far as its name tells. */
export const providerOfModel = (model: string): string =>
  PROVIDERS.find(([beginning]) => beginning.test(model))?.[1] ?? '_OTHER';
