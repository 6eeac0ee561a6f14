import type { ChatMessage } from '@throughline/contracts';

/** All that a script may look at: the conversation and the tools, nothing that changes from one asking to the next. */
export interface Conversation {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly string[];
}

export const contentsOf = (conversation: Conversation, role: ChatMessage['role']): string[] =>
  conversation.messages.filter((message) => message.role === role).map(contentOf);

export const contentOf = (message: ChatMessage | undefined): string => message?.content ?? '';

export const turnOf = (conversation: Conversation): number =>
  conversation.messages.filter(({ role }) => role === 'assistant').length;

/** The tool results that answer the last assistant message. */
export function lastToolResults({ messages }: Conversation): string[] {
  const lastAnswer = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages
    .slice(lastAnswer + 1)
    .filter(({ role }) => role === 'tool')
    .map(contentOf);
}
