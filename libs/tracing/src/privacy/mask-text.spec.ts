import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PrivacyFilter } from './privacy-filter.js';

const CANARY = 'c4n4ryS3cretValue';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
const PEM = `-----BEGIN EC PRIVATE KEY-----\n${CANARY}\n-----END EC PRIVATE KEY-----`;
const filter = new PrivacyFilter();

describe('the texts that a span shows', () => {
  it.each([
    [`password=${CANARY}`, 'password=***'],
    [`{"user":"x","apiKey": "${CANARY}"}`, '{"user":"x","apiKey": "***"}'],
    [String.raw`{\"secret\": \"${CANARY}\", \"a\": 1}`, String.raw`{\"secret\": \"***\", \"a\": 1}`],
    [`{"tokens": 12, "token": ["${CANARY}"]}`, '{"tokens": 12, "token": ***}'],
    [`Key (password)=(${CANARY}) already exists`, 'Key (password)=*** already exists'],
    [`Authorization: Digest user="x", response="${CANARY}"`, 'Authorization: ***'],
    [`Cookie: a=1; b=${CANARY}\nAccept: x`, 'Cookie: ***\nAccept: x'],
    [`token: Bearer ${CANARY} rest`, 'token: *** rest'],
    [`sent bearer ${CANARY}, refused`, 'sent bearer ***, refused'],
    [`Basic dXNlcjpwYXNz`, 'Basic ***'],
    [`git --password ${CANARY} clone`, 'git --password *** clone'],
    [`postgres://me:${CANARY}@db:5432/x`, 'postgres://***@db:5432/x'],
    [`postgres://me:a/${CANARY}@db:5432/x`, 'postgres://***@db:5432/x'],
    [
      `https://h/p?q=1&access_token=${CANARY}&sig=${CANARY}#top`,
      'https://h/p?q=1&access_token=***&sig=***#top',
    ],
    [`/p?access%5Ftoken=${CANARY}`, '/p?access%5Ftoken=***'],
    [`mail ann.lee+x@mail.example.org now`, 'mail *** now'],
    [`/unsubscribe?to=ann%40example.org`, '/unsubscribe?to=***'],
    [`a ${JWT} b`, 'a *** b'],
    [`x-ghp_0123456789abcdefABCDEF`, 'x-***'],
    [`before ${PEM} behind`, 'before *** behind'],
    [PEM.slice(0, 60), '***'],
    ['paid with 4111 1111 1111 1111.', 'paid with ***.'],
    ['paid with 3782-822463-10005', 'paid with ***'],
  ])('%s', (text, shown) => {
    expect(filter.filterText(text)).toBe(shown);
    expect(filter.filterText(shown)).toBe(shown);
  });

  it.each([
    'POST /v1/runs/:id',
    '019a3c1e-7b5e-7c3a-9d41-4111111111111111',
    '1700000000000000000',
    '2026-11-21T06:30:00.000Z',
    'Add the token bucket',
    'basic authentication is not enough',
    'http://localhost:4318/v1/traces?depth=1',
    'git@github.com:org/repo.git',
    'left-pad@1.3.0',
    'prompt_tokens=12 max_tokens: 4096',
    'Error: no\n    at run (file:///srv/dist/main.js:12:34)',
    'INSERT INTO runs (id, token_count) VALUES ($1, $2)',
  ])('leaves %j as it is', (text) => {
    expect(filter.filterText(text)).toBe(text);
  });

  it('never shows a secret that has its name in front of it, whatever stands around', () => {
    const name = fc.constantFrom(
      'password',
      'API_KEY',
      'client-secret',
      'x-auth-token',
      'dbPassword',
      'Set-Cookie',
    );
    const form = fc.constantFrom('=', ': ', '":"', " => '", '="', '\\":\\"', ' = ');
    fc.assert(
      fc.property(fc.string(), name, form, fc.string(), (before, key, separator, behind) => {
        expect(filter.filterText(`${before} ${key}${separator}${CANARY} ${behind}`)).not.toContain(CANARY);
      }),
    );
  });

  it('masks the names and words that it is told of', () => {
    const told = new PrivacyFilter({ keys: ['Customer.*'], patterns: ['acme_*_live'] });
    expect(told.filterAttributes({ 'customer.iban': 'x', a: 'key acme_1_live', b: 'acme_1' })).toEqual({
      'customer.iban': '***',
      a: 'key ***',
      b: 'acme_1',
    });
  });
});
