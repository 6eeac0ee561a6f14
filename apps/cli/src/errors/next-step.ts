import type { ErrorFields, ThroughlineError } from '@throughline/contracts';
import { commandLine } from '../terminal/command-line.js';

interface NextStep {
  readonly text: string;
  /** The words of the command, of what the error is about. */
  readonly command: (about: (field: string, otherwise: string) => string) => string;
}

const look = (text: string): NextStep => ({ text, command: (about) => `show ${about('run', 'RUN')}` });
const doctor = (text: string): NextStep => ({ text, command: () => 'doctor' });

/** By code: services say what is wrong with a thing, but not how whoever asks them types commands. */
const NEXT_STEPS: Readonly<Record<string, NextStep>> = {
  run_not_found: { text: 'List the runs with', command: () => 'runs' },
  task_not_found: look('List its tasks with'),
  nothing_to_decide: look('See what waits for a decision with'),
  decision_outdated: look('See what is there now with'),
  plan_not_found: look('See what the run does with'),
  plan_not_editable: look('See what the run does with'),
  plan_version_conflict: {
    text: 'Look at it with',
    command: (about) => `plan ${about('run', 'RUN')}`,
  },
  plan_version_not_found: {
    text: 'List its versions with',
    command: (about) => `plan ${about('run', 'RUN')} --history`,
  },
  schedule_not_found: { text: 'List them with', command: () => 'schedules' },
  schedule_name_taken: {
    text: 'Remove the other one with',
    command: (about) => `schedules remove ${about('name', 'NAME')}`,
  },
  dead_letter_not_found: { text: 'List them with', command: () => 'dead-letters list' },
  platform_running: { text: 'End it with', command: () => 'stop' },
  service_unavailable: doctor('See how all parts are with'),
  broker_unavailable: doctor('See how all parts are with'),
  broker_backlog: doctor('See how all parts are with'),
  database_unavailable: doctor('See how all parts are with'),
  queue_backlog: doctor('See how all parts are with'),
  deadline_exceeded: doctor('If it stays so, look with'),
  sandbox_unavailable: doctor('See what is missing with'),
  token_unreadable: doctor('See what runs with'),
};

/** The error's own sentence, and the command that helps where there is one. */
export function sentenceOf({ code, message, fields }: ThroughlineError): string {
  const step = NEXT_STEPS[code];
  if (step === undefined) return message;
  return `${message}. ${step.text}: ${commandLine(step.command(fieldOf(fields)))}`;
}

const fieldOf =
  (fields: ErrorFields) =>
  (name: string, otherwise: string): string =>
    typeof fields[name] === 'string' ? fields[name] : otherwise;
