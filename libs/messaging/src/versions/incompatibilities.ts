import { type MessageForm, OPTIONAL } from './message-form.js';

/**
 * What of a form breaks with the version before it, which sends to it and receives from it at the same time. Only
 * optional fields may come; nothing else may change, in either direction: what is stricter refuses messages of older
 * senders, what is looser (one more value, a longer text) is refused by older receivers.
 */
export function incompatibilities(before: MessageForm, now: MessageForm): string[] {
  return [
    ...Object.entries(before).flatMap(([path, rules]) => changeOf(path, rules, now[path])),
    ...Object.entries(now).flatMap(([path, rules]) =>
      isNewAndRequired(path, rules, before) ? [`${path} is new and must be there: make it optional`] : [],
    ),
  ];
}

function changeOf(path: string, before: readonly string[], now: readonly string[] | undefined): string[] {
  if (now === undefined) return [`${path} is gone`];
  if (before.join('; ') === now.join('; ')) return [];
  return [`${path} was "${before.join('; ')}" and is "${now.join('; ')}"`];
}

/** What a part that is itself new asks of its fields concerns nobody who does not know the part. */
function isNewAndRequired(path: string, rules: readonly string[], before: MessageForm): boolean {
  if (before[path] !== undefined || rules.includes(OPTIONAL)) return false;
  const parent = path.split('.').slice(0, -1).join('.').replace(/\[\]$/, '');
  return parent === '' || before[parent] !== undefined;
}
