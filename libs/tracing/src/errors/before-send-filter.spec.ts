import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beforeSendFilter } from './before-send-filter.js';

const CANARY = 'c4n4ryS3cretValue';

describe('beforeSendFilter', () => {
  it('removes sensitive headers, and masks what extra calls secret', () => {
    const event = {
      request: { headers: { Authorization: 'x', cookie: 'x', 'X-API-Key': 'x', accept: 'text/html' } },
      extra: { db_password: 'x', TOKEN: 1, client_secret: ['x'], my_api_key_2: 'x', step: 'pay' },
    };
    expect(beforeSendFilter(event)).toEqual({
      request: { headers: { accept: 'text/html' } },
      extra: {
        db_password: '[REDACTED]',
        TOKEN: '[REDACTED]',
        client_secret: '[REDACTED]',
        my_api_key_2: '[REDACTED]',
        step: 'pay',
      },
    });
    expect(event.extra.db_password).toBe('x');
  });

  it('leaves what the protocol needs as it is, even where an id looks like a card’s number', () => {
    const event = {
      event_id: '4111111111111111aaaaaaaaaaaaaaaa',
      timestamp: 1_795_249_151.5,
      contexts: { trace: { trace_id: '4111111111111111', span_id: '4111111111111111', data: { a: 'b' } } },
      spans: [{ trace_id: '4111111111111111', span_id: '4111111111111111', description: 'ok' }],
    };
    expect(beforeSendFilter(event)).toEqual(event);
  });

  it('shows no secret, wherever it stands', () => {
    const texts = [
      `password=${CANARY}`,
      `https://me:${CANARY}@example.org/x?token=${CANARY}`,
      `ann.${CANARY}@example.org`,
      `sent bearer ${CANARY}`,
    ];
    const place = fc.constantFrom(
      (text: string) => ({ message: text }),
      (text: string) => ({ logentry: { message: text, params: [text] } }),
      (text: string) => ({ transaction: text }),
      (text: string) => ({
        exception: {
          values: [
            { type: text, value: text, stacktrace: { frames: [{ context_line: text, vars: { a: text } }] } },
          ],
        },
      }),
      (text: string) => ({ breadcrumbs: [{ message: text, data: { url: text } }] }),
      (text: string) => ({
        request: { url: text, query_string: text, headers: { referer: text }, data: text },
      }),
      (text: string) => ({ extra: { deep: { deeper: [text] } } }),
      (text: string) => ({ tags: { tag: text, [text]: 'x' } }),
      (text: string) => ({ user: { id: text, email: `${CANARY}@example.org`, more: { text } } }),
      (text: string) => ({
        contexts: { state: { text }, trace: { span_id: 'a', data: { text }, description: text } },
      }),
      (text: string) => ({
        spans: [{ span_id: 'a', description: text, data: { 'db.query.text': `SELECT '${CANARY}'`, text } }],
      }),
      (text: string) => ({ fingerprint: [text], server_name: text, unknown_part: { text } }),
    );
    fc.assert(
      fc.property(place, fc.constantFrom(...texts), fc.string(), (put, text, around) => {
        expect(JSON.stringify(beforeSendFilter(put(`${around} ${text} ${around}`)))).not.toContain(CANARY);
      }),
    );
  });

  it('drops a part that cannot be filtered, and keeps the others', () => {
    const hostile = {
      get value(): string {
        throw new Error('no');
      },
    };
    expect(beforeSendFilter({ extra: hostile, message: 'password=x' })).toEqual({
      extra: '[filtered]',
      message: 'password=[REDACTED]',
    });
  });
});
