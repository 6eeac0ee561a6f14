import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answer, CalledService, problem } from './spec-support/called-service.js';

let service: CalledService;

beforeEach(async () => {
  service = await CalledService.start();
});
afterEach(() => service.stop());

describe('a refusal', () => {
  it('is thrown with its own code, kind, sentence and fields', async () => {
    const fields = { path: '../x' };
    service.handler = (_request, response) => answer(response, 422, problem(422, 'path_outside', { fields }));
    await expect(service.post()).rejects.toMatchObject({
      name: 'RemoteError',
      code: 'path_outside',
      kind: 'refused',
      message: 'it is path_outside',
      fields,
      retryable: false,
    });
  });

  it('without an explanation still has its status', async () => {
    service.handler = (_request, response) => void response.writeHead(404).end('<html>');
    await expect(service.post()).rejects.toMatchObject({ code: 'remote_error', kind: 'not_found' });
  });

  it.each([
    ['that is no JSON', 'nonsense'],
    ['of another form', '{"value":"1"}'],
    ['that is a list', '[]'],
  ])('is made of an answer %s', async (_what, body) => {
    service.handler = (_request, response) => void response.writeHead(200).end(body);
    await expect(service.post()).rejects.toMatchObject({ code: 'invalid_response', kind: 'upstream' });
  });

  it('of the token makes the next call read the token again', async () => {
    service.handler = (request, response) =>
      request.headers.authorization === 'Bearer second'
        ? answer(response, 200, { value: 2 })
        : answer(response, 401, problem(401, 'wrong_token'));
    await expect(service.post()).rejects.toMatchObject({ code: 'wrong_token' });
    await writeFile(join(service.home, 'token'), 'second');
    await expect(service.post()).resolves.toEqual({ value: 2 });
  });
});
