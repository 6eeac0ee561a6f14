import { trace } from '@throughline/tracing/api';
import { Injectable } from '@nestjs/common';
import {
  type DeadLetterOutcome,
  type DeadLetterRequest,
  DeadLetterResult,
  type DeadLetterResults,
  runIdFrom,
} from '@throughline/contracts';
import { type UnitOfWork, UnitsOfWork } from '@throughline/persistence';
import { runContext } from '@throughline/tracing';
import { maxRedrives } from '../settings.js';
import type { DeadLetter, Decision } from './dead-letter.js';
import { moved } from './dead-letter-moved.js';
import { DeadLetterRedriver } from './dead-letter-redriver.js';
import { DeadLetterRows } from './dead-letter-rows.js';

type Judge = (letter: DeadLetter) => DeadLetterOutcome;

/** What a person decides about dead letters. Each decision is written down with its effect, or not at all. */
@Injectable()
export class DeadLetters {
  private readonly maxRedrives = maxRedrives();

  constructor(
    private readonly units: UnitsOfWork,
    private readonly rows: DeadLetterRows,
    private readonly redriver: DeadLetterRedriver,
  ) {}

  /** Sends the waiting ones again. Asking twice sends once. */
  async redrive(request: DeadLetterRequest): Promise<DeadLetterResults> {
    const { outcomes, done } = await this.decide(request, 'redriven', (letter) =>
      letter.redrives >= this.maxRedrives ? 'exhausted' : 'done',
    );
    await this.redriver.send(done.map((letter) => ({ ...letter, redrives: letter.redrives + 1 })));
    return outcomes;
  }

  async discard(request: DeadLetterRequest): Promise<DeadLetterResults> {
    return (await this.decide(request, 'discarded', () => 'done')).outcomes;
  }

  private decide(
    { ids, by, reason }: DeadLetterRequest,
    move: 'redriven' | 'discarded',
    judge: Judge,
  ): Promise<{ outcomes: DeadLetterResults; done: DeadLetter[] }> {
    const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null;
    return this.units.run(
      async (work) => {
        const found = new Map((await this.rows.lock(work.manager, ids)).map((letter) => [letter.id, letter]));
        const results = ids.map((id) => resultOf(id, found.get(id.toLowerCase()), judge));
        const done = results
          .filter(({ outcome }) => outcome === 'done')
          .flatMap(({ id }) => found.get(id.toLowerCase()) ?? []);
        await this.carryOut(work, move, done, { by, reason, traceId });
        return { outcomes: { results }, done };
      },
      () => ['dead-letters.decide'],
    );
  }

  private async carryOut(
    work: UnitOfWork,
    move: 'redriven' | 'discarded',
    letters: readonly DeadLetter[],
    decision: Decision,
  ): Promise<void> {
    if (letters.length === 0) return;
    const ids = letters.map(({ id }) => id);
    if (move === 'redriven') await this.rows.beginRedrive(work.manager, ids);
    else await this.rows.discard(work.manager, ids);
    await this.rows.note(work.manager, ids, move, decision);
    for (const letter of letters) {
      const message = moved(letter, move, decision);
      if (message !== undefined) work.publish(message, { parent: runContext(message.runId) });
    }
  }
}

function resultOf(id: string, letter: (DeadLetter & { state: string }) | undefined, judge: Judge) {
  const result = new DeadLetterResult();
  result.id = id;
  result.outcome = 'unknown';
  if (letter === undefined) return result;
  result.outcome = letter.state === 'waiting' ? judge(letter) : 'not_waiting';
  result.runId = letter.runId === null ? null : (runIdFrom(letter.runId) ?? null);
  return result;
}
