import { Controller } from '@nestjs/common';
import { type Span, trace } from '@throughline/tracing/api';
import { InvalidInputError, ServiceUnavailableError } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { Consumes } from '../consumer/consumes.decorator.js';
import { AddNumber, type Behaviour, NumberAdded } from './test-messages.js';

/** Stores the numbers that it is told; behaves as each message asks it to. */
@Controller()
export class NumbersController {
  readonly seen: number[] = [];
  readonly spans: Span[] = [];
  /** Whether what fails until then is mended. */
  isMended = false;
  private readonly failedOnce = new Set<string>();

  @Consumes(NumberAdded)
  async onNumberAdded({ value, behaviour }: NumberAdded, work: UnitOfWork): Promise<void> {
    this.note(value);
    await store(work, value);
    await this.behave(value, behaviour, work);
  }

  @Consumes(AddNumber)
  async onAddNumber({ value, runId }: AddNumber, work: UnitOfWork): Promise<void> {
    this.note(value);
    await store(work, value);
    work.publish(new NumberAdded({ runId, value: value + 1000, behaviour: 'fine' }));
  }

  private async behave(value: number, behaviour: Behaviour, work: UnitOfWork): Promise<void> {
    if (behaviour === 'invalid' || (behaviour === 'invalid-until-mended' && !this.isMended))
      throw new InvalidInputError('the number is not to my liking');
    if (behaviour === 'throw') throw new Error('a bug');
    if (behaviour === 'kill') process.kill(process.pid, 'SIGKILL');
    if (!this.isFirst(`${behaviour} ${value}`)) return;
    if (behaviour === 'unavailable-once') throw new ServiceUnavailableError('git-worktree');
    if (behaviour === 'cut-connection-once')
      await work.manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
  }

  private note(value: number): void {
    this.seen.push(value);
    const span = trace.getActiveSpan();
    if (span !== undefined) this.spans.push(span);
  }

  private isFirst(what: string): boolean {
    const first = !this.failedOnce.has(what);
    this.failedOnce.add(what);
    return first;
  }
}

/** Its handler has been mended before it starts. */
@Controller()
export class MendedController extends NumbersController {
  override isMended = true;
}

const store = (work: UnitOfWork, value: number): Promise<unknown> =>
  work.manager.query('INSERT INTO numbers (value) VALUES ($1)', [value]);
