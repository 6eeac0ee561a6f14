import { type ErrorFields, ThroughlineError } from '@throughline/contracts';

const GUIDE = 'docs/scripted-models.md says what a script is';

export class ScriptNotFoundError extends ThroughlineError {
  constructor(file: string, why: string, cause?: unknown) {
    super('script_not_found', 'not_found', `the script ${JSON.stringify(file)} ${why}; ${GUIDE}`, {
      fields: { file },
      cause,
    });
  }
}

/** The script is there, but it is not one. `place` is a line and column, or a path such as steps[2].answer. */
export class ScriptInvalidError extends ThroughlineError {
  constructor(file: string, place: string, problem: string) {
    super(
      'script_invalid',
      'refused',
      `the script ${JSON.stringify(file)} is wrong at ${place}: ${problem}; ${GUIDE}`,
      {
        fields: { file, place },
      },
    );
  }
}

/** What a script was asked with, for the person who writes it. */
export interface LookedAt {
  readonly tools: readonly string[];
  readonly turn: number;
  readonly lastRole: string;
  readonly lastMessage: string;
}

/**
 * No step answers the conversation. The start of the last message is a field and not in the sentence:
 * sentences are recorded in spans, what is said to a model is not.
 */
export class ScriptNoStepError extends ThroughlineError {
  constructor(file: string, seen: LookedAt) {
    const tools = seen.tools.length === 0 ? 'none' : seen.tools.join(', ');
    super(
      'script_no_step',
      'refused',
      `no step of the script ${JSON.stringify(file)} answers this conversation (turn ${String(seen.turn)}, ` +
        `last message from ${seen.lastRole}, tools offered: ${tools}); the field lastMessage has the start of the last message`,
      { fields: fieldsOf(file, seen) },
    );
  }
}

const fieldsOf = (file: string, seen: LookedAt): ErrorFields => ({ file, ...seen });
