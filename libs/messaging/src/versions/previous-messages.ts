import { readFileSync } from 'node:fs';
import type { MessageForm } from './message-form.js';

/** A message of an earlier release: every field filled in, as that release sent it, and what it asked of it. */
export interface PreviousMessage {
  readonly messageType: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly form: MessageForm;
}

const FIXTURES = new URL('../../fixtures/messages-0.1.json', import.meta.url);

export function previousMessages(): PreviousMessage[] {
  const messages: unknown = JSON.parse(readFileSync(FIXTURES, 'utf8'));
  if (!Array.isArray(messages) || !messages.every(isPreviousMessage))
    throw new TypeError('the fixtures are spoilt');
  return messages;
}

const isPreviousMessage = (value: unknown): value is PreviousMessage =>
  typeof value === 'object' &&
  value !== null &&
  'messageType' in value &&
  'message' in value &&
  'form' in value;
