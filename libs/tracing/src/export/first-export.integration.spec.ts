import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { runNode } from '../fixtures/run-node.js';

// Processes take their time on a busy machine.
jest.setTimeout(30_000);

const PROGRAM = fileURLToPath(new URL('../fixtures/loads-of-export.js', import.meta.url));

describe('the first export of a process', () => {
  it.each([
    ['OTLP as protobuf', {}],
    ['OTLP as compressed protobuf', { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }],
    ['OTLP as JSON', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
    ['OTLP over gRPC', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('finds all loaded that it needs: %s', async (_name, env) => {
    const { stdout, stderr } = await runNode([PROGRAM], { LOG_LEVEL: 'error', ...env });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ known: expect.any(Number), loaded: [], exports: 1 });
  });
});
