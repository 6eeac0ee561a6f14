import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeadLetterMoved, newRunId, type RunId } from '@throughline/contracts';
import { eventually } from '@throughline/testing';
import { deliverySpanIdOf, journalOf, newSpanId, traceIdOf } from '@throughline/tracing';
import { v7 } from 'uuid';
import { BrokerPeer } from '../spec-support/broker-peer.js';
import { DeadLetterWords } from '../spec-support/dead-letter-words.js';
import { NumbersController } from '../spec-support/numbers.controller.js';
import { type Behaviour, NumberAdded } from '../spec-support/test-messages.js';
import { StartedService } from '../spec-support/started-service.js';
import type { TestService } from '../spec-support/test-service.js';
import { deadLetterQueueOf, exchangeOf, queueOf } from '../topology/names.js';
import { DeadLetterViews } from './dead-letter-views.js';
import { DeadLetters } from './dead-letters.service.js';

const QUEUE = queueOf('dying', NumberAdded.messageType);
const DECISION = { by: 'ada', reason: 'the number is mended' };
/** A count of the redriven delivery, in which its span's id has the redrive. */
const REDRIVEN = 1_000_000_000_000;

// Processes and servers take their time on a busy machine.
jest.setTimeout(30_000);

describe('a message that dies', () => {
  let started: StartedService;
  let service: TestService;
  let controller: NumbersController;
  let words: DeadLetterWords;
  let peer: BrokerPeer;
  let letters: DeadLetters;

  beforeAll(async () => {
    started = await StartedService.start('dying', [NumbersController, DeadLetterWords]);
    ({ service, peer } = started);
    controller = service.get(NumbersController);
    words = service.get(DeadLetterWords);
    letters = service.get(DeadLetters);
  });

  afterAll(() => started?.close());

  beforeEach(async () => {
    controller.spans.length = 0;
    controller.seen.length = 0;
    controller.isMended = false;
    words.heard.length = 0;
    words.spans.length = 0;
    await service.dataSource.query('TRUNCATE numbers, dead_letters CASCADE');
  });

  async function publish(value: number, behaviour: Behaviour = 'invalid-until-mended') {
    const [runId, id, producer] = [newRunId(), v7(), newSpanId()];
    const body = JSON.stringify({ runId, value, behaviour });
    await peer.publish(exchangeOf('event'), NumberAdded.messageType, body, id, {
      traceparent: `00-${traceIdOf(runId)}-${producer}-01`,
      baggage: `throughline.run.id=${runId},correlation_id=${runId}`,
    });
    return { runId, id, producer, body };
  }

  const created = async (runId: RunId): Promise<string[]> => (await journalOf(traceIdOf(runId))).created;
  const stateOf = async (id: string): Promise<string> => (await service.get(DeadLetterViews).find(id)).state;
  const handled = (id: string): Promise<void> =>
    eventually('it is handled', async () => (await stateOf(id)) === 'handled');

  it('is kept with its cause, its run, its trace and itself, and leaves the broker', async () => {
    const { runId, id, body } = await publish(1);
    const letter = await service.deadLetterOf(id);
    expect(letter).toMatchObject({
      ...{ service: 'dying', queue: QUEUE, messageType: NumberAdded.messageType, messageId: id, runId, body },
      ...{ traceId: traceIdOf(runId), causeCode: 'invalid_input', cause: 'the number is not to my liking' },
      ...{ tries: 1, redrives: 0, maxRedrives: 3, state: 'waiting' },
      actions: [{ action: 'died', by: '', reason: 'the number is not to my liking' }],
    });
    expect(letter.headers).toEqual({
      baggage: `throughline.run.id=${runId},correlation_id=${runId}`,
      traceparent: expect.stringContaining(traceIdOf(runId)),
    });
    await eventually(
      'its queue is empty',
      async () => (await peer.messageCount(deadLetterQueueOf(QUEUE))) === 0,
    );
  });

  it('ends its trace with the cause, and its run is told', async () => {
    const { runId, id } = await publish(2);
    const letter = await service.deadLetterOf(id);
    const end = deliverySpanIdOf(id, deadLetterQueueOf(QUEUE), 0, 0);
    await eventually('the span is made', async () => (await created(runId)).includes(end));
    await eventually('the run is told', () => words.heard.some((word) => word.runId === runId));
    const word = words.heard.find((heard) => heard.runId === runId) ?? new DeadLetterMoved();
    const { deadLetterId, move, diedType, causeCode } = word;
    expect({ deadLetterId, move, diedType, causeCode }).toEqual({
      ...{ deadLetterId: letter.id, move: 'died', diedType: NumberAdded.messageType },
      causeCode: 'invalid_input',
    });
    expect(words.spans.map((span) => span.spanContext().traceId)).toContain(traceIdOf(runId));
  });

  it('is handled after a redrive, as the same message, in the same trace, linked to its end', async () => {
    const { runId, id, producer } = await publish(3);
    const letter = await service.deadLetterOf(id);
    controller.isMended = true;
    const answer = await letters.redrive({ ids: [letter.id], ...DECISION });
    expect(answer.results).toEqual([{ id: letter.id, outcome: 'done', runId }]);
    await handled(letter.id);
    expect(await service.numbers()).toEqual([3]);
    const redriven = controller.spans.at(-1);
    expect(redriven?.spanContext()).toMatchObject({
      traceId: traceIdOf(runId),
      spanId: deliverySpanIdOf(id, QUEUE, REDRIVEN, 0),
    });
    expect(redriven).toMatchObject({
      parentSpanContext: { spanId: producer },
      links: [{ context: { spanId: deliverySpanIdOf(id, deadLetterQueueOf(QUEUE), 0, 0) } }],
      attributes: { 'throughline.message.redrives': 1 },
    });
    const ids = await created(runId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is redriven once however often it is asked for, and by whom is written down', async () => {
    const { id } = await publish(4);
    const letter = await service.deadLetterOf(id);
    controller.isMended = true;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => letters.redrive({ ids: [letter.id], ...DECISION })),
    );
    const outcomes = answers.flatMap(({ results }) => results.map(({ outcome }) => outcome)).sort();
    expect(outcomes).toEqual(['done', 'not_waiting', 'not_waiting', 'not_waiting']);
    await handled(letter.id);
    expect(await service.numbers()).toEqual([4]);
    const { actions } = await service.get(DeadLetterViews).find(letter.id);
    expect(actions.map(({ action, by, reason }) => [action, by, reason])).toEqual([
      ['died', '', 'the number is not to my liking'],
      ['redriven', 'ada', 'the number is mended'],
    ]);
  });

  it('may be redriven three times and no more, and is one dead letter all the time', async () => {
    const { id } = await publish(5);
    const letter = await service.deadLetterOf(id);
    for (let redrives = 1; redrives <= 3; redrives++) {
      await letters.redrive({ ids: [letter.id], ...DECISION });
      await eventually('it has died again', async () => {
        const now = await service.get(DeadLetterViews).find(letter.id);
        return now.state === 'waiting' && now.redrives === redrives;
      });
    }
    const { results } = await letters.redrive({ ids: [letter.id], ...DECISION });
    expect(results).toMatchObject([{ id: letter.id, outcome: 'exhausted' }]);
    expect(new Set(controller.seen)).toEqual(new Set([5]));
    expect(await service.waitingDeadLetters()).toHaveLength(1);
    expect((await letters.discard({ ids: [letter.id], ...DECISION })).results[0]?.outcome).toBe('done');
    expect(await stateOf(letter.id)).toBe('discarded');
  });

  it('does not come back by a copy of a death that is known', async () => {
    const { id, body, runId } = await publish(6);
    const letter = await service.deadLetterOf(id);
    await letters.discard({ ids: [letter.id], ...DECISION });
    await peer.publish('', deadLetterQueueOf(QUEUE), body, id, {
      traceparent: `00-${traceIdOf(runId)}-${newSpanId()}-01`,
    });
    const other = await publish(7);
    await service.deadLetterOf(other.id);
    expect(await stateOf(letter.id)).toBe('discarded');
    await eventually('the later one is told of', () =>
      words.heard.some((word) => word.runId === other.runId),
    );
    const moves = words.heard.filter((word) => word.runId === runId).map(({ move }) => move);
    expect(moves).toEqual(['died', 'discarded']);
  });

  it('goes on with a redrive that a process has left undone', async () => {
    const { id } = await publish(8);
    const letter = await service.deadLetterOf(id);
    controller.isMended = true;
    await service.dataSource.query(
      `UPDATE dead_letters SET state = 'redriving', redrives = 1, not_before = now() WHERE id = $1`,
      [letter.id],
    );
    await handled(letter.id);
    expect(await service.numbers()).toEqual([8]);
  });

  it('is unknown under an id that nothing has', async () => {
    const id = v7();
    expect((await letters.discard({ ids: [id], ...DECISION })).results).toEqual([{ id, outcome: 'unknown' }]);
    await expect(service.get(DeadLetterViews).find(id)).rejects.toMatchObject({
      code: 'dead_letter_not_found',
    });
  });
});
