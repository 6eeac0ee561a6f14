import { type Channel, type ChannelModel, type ConsumeMessage, connect } from 'amqplib';
import type { FaultPlatform } from './fault-platform.js';
import type { FaultRun } from './fault-run.js';

/** Before the service whose queue it is, which gets what nobody of a higher priority takes. */
const FIRST = 10;
const PREFETCH = 100;

/** Kinds of runs of which a message dies and is redriven, by the queue in which that happens. */
const QUEUES: Readonly<Record<string, string>> = {
  'redriven-planning': 'plan-management.plan.create.v1',
  'redriven-deciding': 'workflow-orchestrator.plan.ready.v1',
  'redriven-working': 'agent-runtime.task.run.v1',
  'redriven-checking': 'verification-feedback.verification.run.v1',
  'redriven-merging': 'git-worktree.merge.prepare.v1',
};

/**
 * Has the run's message die in its queue, as when the broker gives it up, and all that comes before it. What has died
 * is redriven by a person who asks until it is done. @returns does that; from when it is called, messages die
 */
export async function redriveOf(run: FaultRun): Promise<() => Promise<void>> {
  const queue = QUEUES[run.scenario.name];
  if (queue === undefined) return () => Promise.resolve();
  const taker = await Taker.of(run, queue);
  return async () => {
    try {
      await run.until('has its message redriven', () => redriveAll(run, queue, taker));
    } finally {
      await taker.close();
    }
  };
}

/** Takes messages out of a queue before their service does, until that of the run has come. */
class Taker {
  readonly ids = new Set<string>();
  private hasCome = false;
  private hasLeft = false;

  private constructor(
    private readonly model: ChannelModel,
    private readonly channel: Channel,
    private readonly runId: string,
  ) {}

  static async of({ on, id }: FaultRun, queue: string): Promise<Taker> {
    const model = await connect(on.record.rabbitUrl, { timeout: 10_000, noDelay: true });
    const channel = await model.createChannel();
    const taker = new Taker(model, channel, id);
    await channel.prefetch(PREFETCH);
    await channel.consume(queue, (message) => taker.took(message), { priority: FIRST });
    return taker;
  }

  /** Whether the run's message has died, and what comes now is its service's. */
  get isDone(): boolean {
    return this.hasLeft;
  }

  close(): Promise<void> {
    return this.model.close();
  }

  private took(message: ConsumeMessage | null): void {
    if (message === null) return;
    if (this.hasCome) return this.channel.nack(message);
    this.ids.add(String(message.properties.messageId));
    this.channel.reject(message, false);
    this.hasCome = message.content.includes(this.runId);
    if (this.hasCome) void this.leave(message.fields.consumerTag);
  }

  private async leave(consumerTag: string): Promise<void> {
    await this.channel.cancel(consumerTag);
    this.hasLeft = true;
  }
}

/** Not before the taker has left, or it would take the same again. @returns whether all that died has been redriven */
async function redriveAll(run: FaultRun, queue: string, taker: Taker): Promise<boolean> {
  if (!taker.isDone) return false;
  const letters = await run.on.rows(
    `SELECT id::text, state, redrives::text FROM ${schemaOf(queue)}.dead_letters
      WHERE queue = $1 AND message_id = ANY($2)`,
    [queue, [...taker.ids]],
  );
  const waiting = letters.filter(({ redrives }) => redrives === '0').map(({ id }) => String(id));
  if (waiting.length > 0) {
    const request = { ids: waiting, by: 'faults', reason: 'it was taken away' };
    await run.post('/v1/dead-letters/redrive', request, [200]);
  }
  const redriven = letters.filter(({ state, redrives }) => state !== 'redriving' && redrives !== '0');
  return redriven.length === taker.ids.size;
}

const schemaOf = (queue: string): string => (queue.split('.')[0] ?? '').replaceAll('-', '_');

const LETTERS = `SELECT l.id::text, l.redrives::text, i.handled::text,
    count(*) FILTER (WHERE a.action = 'died')::text AS died,
    count(*) FILTER (WHERE a.action = 'redriven')::text AS redriven
  FROM SCHEMA.dead_letters l JOIN SCHEMA.dead_letter_actions a ON a.dead_letter_id = l.id
  CROSS JOIN LATERAL (SELECT count(*) AS handled FROM SCHEMA.inbox
                       WHERE consumer = l.queue AND message_id::text = l.message_id) i
  WHERE l.run_id = $1 AND l.state <> 'waiting' GROUP BY l.id, i.handled`;

/** What is wrong with the redriven messages of a run: each has died once, was redriven once and handled once. */
export async function wrongRedrives(on: FaultPlatform, { id, scenario }: FaultRun): Promise<string[]> {
  const schemas = Object.values(QUEUES).map(schemaOf);
  const found = await Promise.all(
    schemas.map((schema) => on.rows(LETTERS.replaceAll('SCHEMA', schema), [id])),
  );
  const letters = found.flat();
  const wrong = letters.filter(({ died, redriven, redrives, handled }) =>
    [died, redriven, redrives, handled].some((count) => count !== '1'),
  );
  const missing = QUEUES[scenario.name] !== undefined && letters.length === 0 ? ['nothing was redriven'] : [];
  return [...missing, ...wrong.map((letter) => `a redriven message: ${JSON.stringify(letter)}`)];
}
