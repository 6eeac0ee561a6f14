import { describe, expect, it } from '@jest/globals';
import { statusOf, type ErrorKind } from '@throughline/contracts';
import { type ErrorCode, errorCodes } from './error-codes.js';
import { document, parse, sourceFiles } from './source-files.js';
import { inBackticks, rowsOf } from './tables.js';

const { codes, unreadable } = errorCodes(sourceFiles());
const rows = rowsOf(document('errors.md'), 'code').flatMap(({ parts, cells }) =>
  parts.map((part) => ({
    part,
    code: inBackticks(cells['code'] ?? '')[0] ?? '',
    status: cells['status'] ?? '',
    cells,
  })),
);
const listed = new Set(rows.map(({ part, code }) => `${part}: ${code}`));
const thrown = new Set(codes.map(({ part, code }) => `${part}: ${code}`));

describe('docs/errors.md', () => {
  it('lists every code that the code gives to an error', () => {
    expect([...thrown].filter((each) => !listed.has(each))).toEqual([]);
  });

  it('lists no code that is gone', () => {
    expect([...listed].filter((each) => !thrown.has(each))).toEqual([]);
  });

  it('lists each code of a part once', () => {
    expect(rows).toHaveLength(listed.size);
  });

  it('gives the status that the kind of the error has', () => {
    const wrong = rows.filter(({ part, code, status }) => status !== statusIn(part, code));
    expect(wrong.map(({ part, code, status }) => `${part}: ${code}: ${status}`)).toEqual([]);
  });

  it('says of each what it means and what to do', () => {
    expect(rows.filter(({ cells }) => !cells['meaning'] || !cells['what to do'])).toEqual([]);
  });

  it('knows every error whose code comes from elsewhere', () => {
    // RemoteError alone: it carries the code of the service that answered.
    expect(unreadable).toEqual([expect.stringMatching(/service-client\.errors\.ts: super\(problem\.code/)]);
  });
});

describe('the codes that are found', () => {
  const found = (text: string): string[] =>
    errorCodes([parse('libs/x/src/x.ts', text)]).codes.map(({ code, kind }) => `${code} ${String(kind)}`);

  it('are those of new errors and of calls of super', () => {
    expect(found("throw new ThroughlineError('too_late', 'conflict', text)")).toEqual(['too_late conflict']);
    expect(
      found("class A extends ThroughlineError { constructor() { super('a_b', 'invalid', '') } }"),
    ).toEqual(['a_b invalid']);
  });

  it('are those that classes between pass on, with the kind that they fix', () => {
    const between =
      "class B extends ThroughlineError { constructor(code: string) { super(code, 'refused', '') } }";
    expect(found(`${between} class C extends B { constructor() { super('c_d') } }`)).toEqual(['c_d refused']);
  });

  it('are those of failures in messages', () => {
    expect(found("const failure = () => ({ code: 'plan_lost', reason: '' })")).toEqual([
      'plan_lost undefined',
    ]);
  });
});

function statusIn(part: string, code: string): string {
  const given = codes.filter((each) => each.part === part && each.code === code).map(statusGiven);
  return String(given.find((status) => status !== undefined) ?? '—');
}

const statusGiven = ({ status, kind }: ErrorCode): number | undefined =>
  status ?? (kind === undefined ? undefined : statusOf(kindFrom(kind)));

function kindFrom(text: string): ErrorKind {
  const kind = KINDS.find((each) => each === text);
  if (kind === undefined) throw new TypeError(`${text} is no kind of error`);
  return kind;
}

const KINDS = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'refused',
  'too_many',
  'internal',
  'upstream',
  'unavailable',
  'timeout',
] as const satisfies readonly ErrorKind[];
