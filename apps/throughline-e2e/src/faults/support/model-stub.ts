import type { ServerResponse } from 'node:http';
import { completionOf, ModelServer } from '../../support/model-server.js';
import { field } from '../../support/run-trace.js';
import { answerTo, type AskedTurn, isHeld, turnsBefore } from './model-answers.js';

/** A model that counts how often each turn of each run was asked for. */
export class ModelStub extends ModelServer {
  private readonly calls = new Map<string, number>();
  private readonly letGoOf = new Set<string>();
  private waiting: Waiting[] = [];

  /** How often the turns of a run were asked for: `plan 1`, `left 2 1`. */
  callsOf(label: string): ReadonlyMap<string, number> {
    const prefix = `${label} `;
    const own = [...this.calls].filter(([key]) => key.startsWith(prefix));
    return new Map(own.map(([key, count]) => [key.slice(prefix.length), count]));
  }

  /** From now on the turns of a run are answered that were held until something else has happened. */
  letGo(label: string): void {
    this.letGoOf.add(label);
    this.answerWaiting();
  }

  protected complete(body: unknown, response: ServerResponse): void {
    const asked = askedTurn(body);
    const key = `${asked.label} ${asked.turn}`;
    this.calls.set(key, (this.calls.get(key) ?? 0) + 1);
    const calls = answerTo(asked);
    // Held until the caller leaves: what is cancelled in the midst of an answer.
    if (calls === undefined) return;
    this.waiting.push({
      label: asked.label,
      turns: turnsBefore(asked),
      isHeld: isHeld(asked),
      answer: () => response.end(completionOf(calls)),
    });
    this.answerWaiting();
  }

  /** Some answers come when other turns of the run have been asked for too. */
  private answerWaiting(): void {
    const isDue = ({ label, turns, isHeld }: Waiting): boolean =>
      turns.every((turn) => this.calls.has(`${label} ${turn}`)) && (!isHeld || this.letGoOf.has(label));
    for (const { answer } of this.waiting.filter(isDue)) answer();
    this.waiting = this.waiting.filter((each) => !isDue(each));
  }
}

interface Waiting {
  readonly label: string;
  readonly turns: readonly string[];
  readonly isHeld: boolean;
  readonly answer: () => void;
}

/** Which turn of which run it is, as its prompts tell. */
function askedTurn(body: unknown): AskedTurn {
  const messages = listOf(field(body, 'messages'));
  const prompt = messages.map((message) => String(field(message, 'content'))).join('\n');
  const number = messages.filter((message) => field(message, 'role') === 'assistant').length + 1;
  const [, label = '', scenario = ''] = /\[(([a-z-]+)-\d+)\]/.exec(prompt) ?? [];
  const task = /^Task id: (\S+)$/m.exec(prompt)?.[1];
  const attempt = Number(/^Attempt: (\d+)$/m.exec(prompt)?.[1]);
  return task === undefined
    ? { label, scenario, turn: `plan ${String(number)}`, number }
    : { label, scenario, turn: `${task} ${String(attempt)} ${String(number)}`, number, task, attempt };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
