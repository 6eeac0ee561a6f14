import { describe, expect, it } from '@jest/globals';
import { newSpanId } from '../ids/span-ids.js';
import { PrivacyFilter } from '../privacy/privacy-filter.js';
import { checkedParts, traceReportText } from './report-text.js';
import type { TraceSpan } from './trace-span.js';
import { validateTrace } from './validate-trace.js';

const MS = 1_000_000n;
const START = 1_700_000_000_000_000_000n;

const root: TraceSpan = {
  traceId: 'a'.repeat(32),
  spanId: newSpanId(),
  name: 'shop.order',
  kind: 'INTERNAL',
  service: 'shop',
  startTimeUnixNano: START,
  endTimeUnixNano: START + 100n * MS,
  status: { code: 'UNSET' },
  attributes: {},
  links: [],
};

const child = (changes: Partial<TraceSpan>, parent = root): TraceSpan => ({
  ...root,
  spanId: newSpanId(),
  parentSpanId: parent.spanId,
  ...changes,
});

const HTTP = { 'http.request.method': 'GET', 'http.response.status_code': 200 };
const CLIENT_URL = { 'url.full': 'http://a/x', 'server.address': 'a', 'server.port': 80 };
const call = child({ name: 'GET', kind: 'CLIENT', attributes: { ...HTTP, ...CLIENT_URL } });

describe('names', () => {
  it.each([
    ['shop.order 0190a7de-0000-7000-8000-000000000001', 'has an id in it'],
    ['read 00f067aa0ba902b7', 'has an id in it'],
    ['GET /orders?user=ann', 'has the query of a URL in it'],
    ['x'.repeat(256), 'is longer than 255 characters'],
  ])('finds fault with %s', (name, why) => {
    const { misnamed, overallStatus } = validateTrace([root, child({ name })]);
    expect(misnamed).toMatchObject([{ why }]);
    expect(overallStatus).toBe('failed');
  });

  it('are those of their sort of span', () => {
    expect(validateTrace([root, call]).findings).toEqual([]);
    expect(validateTrace([root, { ...call, name: 'fetch it' }]).misnamed).toMatchObject([
      { why: 'does not begin with GET' },
    ]);
  });
});

describe('attributes', () => {
  const lacking = (span: TraceSpan): string[] =>
    validateTrace([root, span]).unconventional.map(
      ({ convention, attribute }) => `${convention}: ${attribute}`,
    );

  it.each([
    ['HTTP server', child({ name: 'GET /x', kind: 'SERVER', attributes: HTTP }), ['url.path', 'url.scheme']],
    ['HTTP client', { ...call, attributes: HTTP }, ['url.full', 'server.address', 'server.port']],
    [
      'HTTP client',
      { ...call, attributes: { ...CLIENT_URL, 'http.request.method': 'GET' } },
      ['http.response.status_code'],
    ],
    [
      'database',
      child({ name: 'SELECT', kind: 'CLIENT', attributes: { 'db.query.text': 'SELECT' } }),
      ['db.system.name'],
    ],
    [
      'messaging',
      child({ name: 'send x', kind: 'PRODUCER', attributes: { 'messaging.destination.name': 'x' } }),
      ['messaging.system', 'messaging.operation.name'],
    ],
    [
      'GenAI client',
      child({ name: 'chat m', kind: 'CLIENT', attributes: { 'gen_ai.request.model': 'm' } }),
      ['gen_ai.operation.name', 'gen_ai.provider.name'],
    ],
    [
      'GenAI tool',
      child({ name: 'execute_tool', attributes: { 'gen_ai.operation.name': 'execute_tool' } }),
      ['gen_ai.tool.name'],
    ],
    [
      'program',
      child({ name: 'git', attributes: { 'process.command_args': ['git'] } }),
      ['process.executable.name', 'process.exit.code'],
    ],
  ])('of %s that are missing are named', (convention, span, missing) => {
    expect(lacking(span)).toEqual(missing.map((attribute) => `${convention}: ${attribute}`));
  });

  it('of a failed span are its error’s instead of its answer’s', () => {
    const attributes = { 'http.request.method': 'GET', ...CLIENT_URL };
    const failed = { ...call, attributes, status: { code: 'ERROR' } } as const;
    expect(lacking(failed)).toEqual(['HTTP client: error.type']);
    expect(lacking({ ...failed, attributes: { ...attributes, 'error.type': 'ECONNRESET' } })).toEqual([]);
  });
});

describe('times', () => {
  const at = (startMs: bigint, endMs: bigint, span: TraceSpan = child({})): TraceSpan => ({
    ...span,
    startTimeUnixNano: START + startMs * MS,
    endTimeUnixNano: START + endMs * MS,
  });

  it('of a child begin with its parent’s, as far as clocks agree', () => {
    const early = at(-60n, 10n);
    expect(validateTrace([root, at(-40n, 10n)]).warnings).toEqual([]);
    expect(validateTrace([root, early]).startsBeforeParent).toEqual([early.spanId]);
    expect(validateTrace([root, early], { clockToleranceMs: 100 }).warnings).toEqual([]);
  });

  it('are a warning and no more: a clock that is set during a run does that', () => {
    const report = validateTrace([root, at(-60n, 10n)]);
    expect(report).toMatchObject({ overallStatus: 'healthy', findings: [] });
    expect(traceReportText(report).join('\n')).toMatch(/Warning: 1 of the spans start before their parent/);
  });

  it('of a callee end with its call’s, unless that failed; others may outlive their parents', () => {
    const attributes = { ...HTTP, 'url.path': '/x', 'url.scheme': 'http' };
    const server = at(10n, 2_000n, child({ name: 'GET /x', kind: 'SERVER', attributes }, call));
    expect(validateTrace([root, call, server]).outlivesCaller).toEqual([server.spanId]);
    const givenUp = { ...call, status: { code: 'ERROR' } } as const;
    expect(validateTrace([root, givenUp, server]).outlivesCaller).toEqual([]);
    expect(validateTrace([root, at(10n, 9_000n)]).outlivesCaller).toEqual([]);
  });
});

describe('privacy', () => {
  it.each([
    ['name', { name: 'login ann@example.org' }],
    ['status', { status: { code: 'ERROR', message: 'password=s3cret-of-ann' } }],
    ['attribute user.email', { attributes: { 'user.email': 'ann@example.org' } }],
    [
      'attribute note of an event',
      { events: [{ name: 'e', timeUnixNano: '1', attributes: { note: 'token: abcdef123456' } }] },
    ],
    [
      'attribute password of a link',
      { links: [{ traceId: 'f'.repeat(32), spanId: 'f'.repeat(16), attributes: { password: 'x' } }] },
    ],
  ] as const)('finds a secret that stands in %s, and does not repeat it', (place, changes) => {
    const report = validateTrace([root, child(changes)]);
    expect(report.secrets).toMatchObject([{ place }]);
    expect(report.overallStatus).toBe('failed');
    expect(traceReportText(report).join('\n')).not.toMatch(/ann@|s3cret|abcdef/);
  });

  it('takes what has been masked for no secret', () => {
    const span = child({ name: 'login ***', attributes: { 'user.email': '***', note: 'token: ***' } });
    expect(validateTrace([root, span]).secrets).toEqual([]);
  });

  it('knows what a program’s own filter knows', () => {
    const privacy = new PrivacyFilter({ keys: ['customer.shoe'] });
    const span = child({ attributes: { 'customer.shoe': 'oxford' } });
    expect(validateTrace([root, span], { privacy }).secrets).toHaveLength(1);
    expect(validateTrace([root, span], { privacy: new PrivacyFilter() }).secrets).toEqual([]);
  });
});

describe('the report as text', () => {
  it('says part by part what was looked at, and below what is wrong', () => {
    const lines = traceReportText(
      validateTrace([root, call], { created: [root.spanId, call.spanId, 'lost'] }),
    );
    expect(lines[0]).toMatch(/^✓ one trace +2 spans of 1 services$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^✗ complete +1 missing, 0 unexpected, 0 received twice$/),
    );
    expect(lines.at(-1)).toBe('  1 of the spans were created but not received: lost.');
  });

  it('has each part good exactly when nothing is found', () => {
    expect(checkedParts(validateTrace([root, call])).every(({ isGood }) => isGood)).toBe(true);
    expect(checkedParts(validateTrace([])).map(({ isGood }) => isGood)).toContain(false);
  });
});
