import { contentOf, contentsOf, type Conversation, lastToolResults, turnOf } from './conversation.js';
import type { Script, ScriptConditions, ScriptStep, ScriptStepConditions } from './script.js';

/** The first step whose conditions hold; undefined when there is none. */
export const stepFor = (script: Script, conversation: Conversation): ScriptStep | undefined =>
  script.steps.find(({ when }) => when === undefined || stepMatches(when, conversation));

function stepMatches({ not, ...conditions }: ScriptStepConditions, conversation: Conversation): boolean {
  return matches(conditions, conversation) && (not === undefined || !matches(not, conversation));
}

function matches(conditions: ScriptConditions, conversation: Conversation): boolean {
  const last = conversation.messages.at(-1);
  return (
    (conditions.tool ?? []).every((name) => conversation.tools.includes(name)) &&
    eachIn(conditions.systemIncludes, () => contentsOf(conversation, 'system')) &&
    eachIn(conditions.userIncludes, () => contentsOf(conversation, 'user')) &&
    eachIn(conditions.lastMessageIncludes, () => [contentOf(last)]) &&
    eachIn(conditions.lastToolResultIncludes, () => lastToolResults(conversation)) &&
    (conditions.lastRole ?? last?.role) === last?.role &&
    (conditions.turn ?? turnOf(conversation)) === turnOf(conversation)
  );
}

/** Each wanted text is somewhere in the contents, not necessarily all in the same one. */
function eachIn(wanted: readonly string[] | undefined, contents: () => readonly string[]): boolean {
  if (wanted === undefined) return true;
  const all = contents();
  return wanted.every((text) => all.some((content) => content.includes(text)));
}
