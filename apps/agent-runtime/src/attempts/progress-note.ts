import type { ChatMessage, ChatToolCall } from '@throughline/contracts';

const MAX_NOTE = 300;

/** What a turn does, as one line for people: tool names and paths, never contents. */
export function noteOf(answer: ChatMessage): string {
  const calls = answer.tool_calls ?? [];
  if (calls.length === 0) return 'The agent thinks aloud.';
  return calls.map(noteOfCall).join(', ').slice(0, MAX_NOTE);
}

function noteOfCall({ function: { name, arguments: json } }: ChatToolCall): string {
  const about = subjectOf(json);
  return about === undefined ? name : `${name} ${about}`;
}

function subjectOf(json: string): string | undefined {
  const given = objectOf(json);
  if (given === undefined) return undefined;
  if ('path' in given && typeof given.path === 'string') return oneLine(given.path);
  if ('argv' in given && Array.isArray(given.argv))
    return oneLine(given.argv.slice(0, 8).map(String).join(' '));
  return undefined;
}

function objectOf(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Control characters could forge lines or colours in a terminal or a log. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').slice(0, 120);
