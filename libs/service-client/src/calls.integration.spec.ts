import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeadlineExceededError } from '@throughline/contracts';
import { withDeadline } from '@throughline/resilience';
import { createServiceClient } from './create-service-client.js';
import { Answer, answer, CalledService } from './spec-support/called-service.js';
import { refuseCallsInside } from './unit-of-work-guard.js';

let service: CalledService;

beforeEach(async () => {
  service = await CalledService.start();
});
afterEach(() => service.stop());

describe('a call', () => {
  it('carries the token, its deadline and its body, and answers with an instance of its class', async () => {
    service.handler = (request, response) => {
      void text(request).then((body) => answer(response, 200, { value: body.length, later: 'field' }));
    };
    const result = await service.post({ timeoutMs: 5_000, headers: { 'idempotency-key': 'k' } });
    expect(result).toBeInstanceOf(Answer);
    expect(result).toEqual({ value: '{"a":1}'.length });
    const headers = service.requests[0]?.headers;
    expect(headers).toMatchObject({ authorization: 'Bearer first', 'idempotency-key': 'k' });
    const remaining = Number(headers?.['throughline-deadline']) - Date.now();
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(5_000);
  });

  it('has no more time than the work that it is part of', async () => {
    await withDeadline(Date.now() + 2_000, () => service.get({ timeoutMs: 60_000 }));
    expect(Number(service.requests[0]?.headers['throughline-deadline']) - Date.now()).toBeLessThanOrEqual(
      2_000,
    );
  });

  it('is not made when that time is up', async () => {
    const late = withDeadline(Date.now() - 1, () => service.get());
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded', kind: 'timeout' });
    expect(service.requests).toHaveLength(0);
  });

  it('ends when its time is up, while the other side says nothing', async () => {
    service.handler = () => undefined;
    await expect(service.post({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('shows those who trace it why it has ended when its time is up', async () => {
    const errors: unknown[] = [];
    const onError = (message: unknown): void => void errors.push(message);
    subscribe('undici:request:error', onError);
    service.handler = () => undefined;
    await expect(service.post({ timeoutMs: 100 })).rejects.toThrow();
    unsubscribe('undici:request:error', onError);
    expect(errors).toEqual([expect.objectContaining({ error: expect.any(DeadlineExceededError) })]);
  });

  it('ends when its time is up, while the body does not come to its end', async () => {
    service.handler = (_request, response) => void response.writeHead(200).write('{"value":');
    await expect(service.post({ timeoutMs: 100 })).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('ends with the reason of its caller', async () => {
    const stop = new AbortController();
    service.handler = () => stop.abort(new Error('the run was cancelled'));
    await expect(service.post({ signal: stop.signal })).rejects.toThrow('the run was cancelled');
  });

  it('throws inside a unit of work', async () => {
    refuseCallsInside(() => true);
    const call = service.get();
    refuseCallsInside(() => false);
    await expect(call).rejects.toMatchObject({ code: 'call_inside_unit_of_work', kind: 'internal' });
    expect(service.requests).toHaveLength(0);
  });
});

describe('createServiceClient', () => {
  it('says what is missing', async () => {
    expect(() => createServiceClient({ env: {} })).toThrow('THROUGHLINE_HOME is not set');
    const nowhere = createServiceClient({ home: join(service.home, 'nowhere'), env: {} });
    const call = nowhere.get('git-worktree', '/thing', Answer);
    await expect(call).rejects.toMatchObject({ code: 'token_unreadable', retryable: false });
  });
});
