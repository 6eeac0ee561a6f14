import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RunningOrchestrator } from '../testing/running-orchestrator.js';
import { newRun } from '../testing/simulation.js';
import { RunEventRow } from './run-event.entity.js';

jest.setTimeout(60_000);

const WRITERS = 8;
const EVENTS_EACH = 40;

describe('GET /v1/events', () => {
  let orchestrator: RunningOrchestrator;

  beforeAll(async () => {
    orchestrator = await RunningOrchestrator.start({
      RECONCILE_INTERVAL_MS: '60000',
      OTEL_TRACES_EXPORTER: 'none',
    });
  });
  afterAll(async () => {
    await orchestrator.stop();
    await orchestrator.remove();
  });

  /** Transactions that last differently: later numbers become visible before earlier ones. */
  async function write(writer: number): Promise<void> {
    const run = Object.assign(newRun(), { state: 'planning', deadline: new Date(Date.now() + 600_000) });
    await orchestrator.store(run);
    for (let at = 0; at < EVENTS_EACH; at += 1)
      await orchestrator.database.transaction(async (manager) => {
        await manager.insert(RunEventRow, {
          ...{ runId: run.id, at: new Date(), kind: 'progress', taskId: null, attempt: null },
          ...{ state: 'running', text: `${String(writer)}/${String(at)}` },
        });
        await sleep((writer * 7 + at * 13) % 20);
      });
  }

  it('gives every event of all runs once and in one order, to one who comes back again and again too', async () => {
    const whole = new Listener(orchestrator);
    const broken = new Listener(orchestrator, 10);
    await Promise.all([whole.open('now'), broken.open('now')]);
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const all = WRITERS * EVENTS_EACH;
    const [, one, other] = await Promise.all([writing, whole.hear(all), broken.hear(all)]);
    expect(new Set(one).size).toBe(all);
    expect(other).toEqual(one);
    expect(broken.connections).toBeGreaterThan(2);
    for (let writer = 0; writer < WRITERS; writer += 1)
      expect(one.filter((text) => text.startsWith(`${String(writer)}/`))).toEqual(
        Array.from({ length: EVENTS_EACH }, (_, at) => `${String(writer)}/${String(at)}`),
      );
    const late = new Listener(orchestrator);
    await late.open('start');
    expect((await late.hear(all)).slice(-all)).toEqual(one);
  });

  it('refuses an id that is none of its own, and a start that there is not', async () => {
    for (const id of ['12', 'x-1', '99999999999999999999-1', '1-1-1', '9999999999-1'])
      expect((await orchestrator.get('/v1/events', { 'last-event-id': id })).status).toBe(400);
    expect((await orchestrator.get('/v1/events?from=yesterday')).status).toBe(400);
  });
});

/** Hears texts of events; leaves after so many of them, and comes back with the last id that it was given. */
class Listener {
  connections = 0;
  private readonly heard: string[] = [];
  private last: string | undefined;
  private stream: AsyncIterator<Uint8Array> | undefined;

  constructor(
    private readonly orchestrator: RunningOrchestrator,
    private readonly leavesAfter = Number.POSITIVE_INFINITY,
  ) {}

  /** Open is who has the id to come back with. */
  async open(from: string): Promise<void> {
    await this.connect(`/v1/events?from=${from}`);
    while (this.last === undefined) await this.read();
  }

  async hear(count: number): Promise<string[]> {
    for (let of = 0; this.heard.length < count;) {
      const before = this.heard.length;
      await this.read();
      of += this.heard.length - before;
      if (of < this.leavesAfter) continue;
      of = 0;
      await this.connect('/v1/events');
    }
    return this.heard;
  }

  private async connect(path: string): Promise<void> {
    await this.stream?.return?.();
    const headers = this.last === undefined ? {} : { 'last-event-id': this.last };
    const { body } = await this.orchestrator.get(path, headers);
    if (body === null) throw new Error('an event stream without a body');
    this.stream = body[Symbol.asyncIterator]();
    this.begun = '';
    this.connections += 1;
  }

  private readonly decoder = new TextDecoder();
  /** What has come of the next event. */
  private begun = '';

  private async read(): Promise<void> {
    const next = await this.stream?.next();
    if (next === undefined || next.done === true) throw new Error('the event stream has ended');
    const blocks = (this.begun + this.decoder.decode(next.value, { stream: true })).split('\n\n');
    this.begun = blocks.pop() ?? '';
    for (const block of blocks) {
      this.last = /^id: (.+)$/m.exec(block)?.[1] ?? this.last;
      const [, data] = /^data: (.+)$/m.exec(block) ?? [];
      const event: unknown = data === undefined ? undefined : JSON.parse(data);
      if (typeof event === 'object' && event !== null && 'text' in event) this.heard.push(String(event.text));
    }
  }
}
