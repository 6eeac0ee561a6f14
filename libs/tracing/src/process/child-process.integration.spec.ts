import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { isRecord, resultOf, startTraced } from '../fixtures/traced-child.js';
import type { TraceSpan } from '../validation/trace-span.js';

const RUNNING_MS = 60;

describe('child processes', () => {
  let receiver: OtlpReceiver;
  let seen: Record<string, unknown>;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    const env = { SERVICE_NAME: 'starter', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    seen = await resultOf(startTraced('child-processes', [], env), isRecord);
  }, 30_000);
  afterAll(() => receiver.stop());

  const below = (name: string): TraceSpan[] => {
    const parent = receiver.received.find((span) => span.name === `case.${name}`);
    return receiver.received.filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
  };

  it.each(['spawn', 'execFile', 'exec', 'fork'])('are one span each when %s starts them', (name) => {
    expect(below(name)).toMatchObject([
      { kind: 'INTERNAL', status: { code: 'UNSET' }, attributes: { 'process.exit.code': 0 } },
    ]);
  });

  it('have a span as long as they run, and no secret of their arguments', () => {
    const [span] = below('spawn');
    expect(span?.name).toBe('node');
    expect(span?.attributes['process.command_args']).toEqual(
      expect.arrayContaining(['--password=***', '--token', '***']),
    );
    const { startTimeUnixNano, endTimeUnixNano } = span ?? { startTimeUnixNano: 0n, endTimeUnixNano: 0n };
    expect(Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6).toBeGreaterThanOrEqual(
      RUNNING_MS,
    );
    expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toContain('c4n4ry');
  });

  it('say how they have failed', () => {
    expect(below('failing')).toMatchObject([
      { status: { code: 'ERROR' }, attributes: { 'process.exit.code': 3, 'error.type': '3' } },
    ]);
    expect(below('killed')).toMatchObject([
      { status: { code: 'ERROR', message: 'ended with a signal' }, attributes: { 'error.type': 'signal' } },
    ]);
    expect(below('missing')).toMatchObject([
      { name: 'no-such-program', status: { code: 'ERROR' }, attributes: { 'error.type': 'ENOENT' } },
    ]);
    expect(seen['missing']).toBe('ENOENT');
    expect(seen['unhandled']).toBe('spawn no-such-program ENOENT');
  });

  it('are not traced twice, and not at all outside of a span or where nothing is to be traced', () => {
    expect(below('by_hand').map(({ name }) => name)).toEqual(['node check']);
    expect(below('untraced')).toEqual([]);
    const processes = receiver.received.filter(({ attributes }) => 'process.executable.name' in attributes);
    expect(processes).toHaveLength(9);
  });

  it('get the context only where it is asked for, with their own span as parent', () => {
    expect(seen['notHandedDown']).toBe('none');
    const [span] = below('handed_down');
    expect(seen['handedDown']).toBe(`00-${String(span?.traceId)}-${String(span?.spanId)}-01`);
  });
});
