import { portsOf, type ServiceName } from '@throughline/contracts';
import { type CircuitBreaker, RetryBudget } from '@throughline/resilience';
import { ServiceConnection } from './service-connection.js';
import { wasNeverSent } from './transport-error.js';

/** All processes of one service: calls take turns among those that are there. */
export class ServiceReplicas {
  readonly budget = new RetryBudget();
  private readonly connections: readonly ServiceConnection[];
  private turn = 0;

  constructor(service: ServiceName, env: NodeJS.ProcessEnv) {
    const ports = portsOf(service, env);
    this.connections = ports.map(
      (port, at) => new ServiceConnection(service, port, at === 0 ? service : `${service}-${at + 1}`),
    );
  }

  get breakers(): CircuitBreaker[] {
    return this.connections.map(({ breaker }) => breaker);
  }

  /** Whether it is worth to ask: some breaker lets a call through. */
  get mayAnswer(): boolean {
    return this.connections.some(({ breaker }) => breaker.state !== 'open');
  }

  /** One call, to whoever is there: who could not even be reached has done nothing, and the next one is asked. */
  async run<T>(fn: (connection: ServiceConnection) => Promise<T>): Promise<T> {
    const [first, ...others] = this.inTurn();
    if (first === undefined) throw new Error('a service has no process');
    let outcome = await attempt(first, fn);
    for (const next of others) {
      if (!('error' in outcome) || !wasNeverSent(outcome.error)) break;
      outcome = await attempt(next, fn);
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  async destroy(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.destroy()));
  }

  /** From the next one on, those last whose breaker is open. */
  private inTurn(): ServiceConnection[] {
    const from = this.turn++ % this.connections.length;
    const all = [...this.connections.slice(from), ...this.connections.slice(0, from)];
    const isOpen = ({ breaker }: ServiceConnection): boolean => breaker.state === 'open';
    return [...all.filter((each) => !isOpen(each)), ...all.filter(isOpen)];
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

const attempt = <T>(
  connection: ServiceConnection,
  fn: (connection: ServiceConnection) => Promise<T>,
): Promise<Outcome<T>> =>
  fn(connection).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
