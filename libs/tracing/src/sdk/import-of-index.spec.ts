import { describe, expect, it, jest } from '@jest/globals';
import { INDEX, runNode } from '../fixtures/run-node.js';

// Processes take their time on a busy machine.
jest.setTimeout(30_000);

/** Prints what is loaded by an import of this library. */
const PROGRAM = `
import { createRequire, registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
await import(${JSON.stringify(INDEX)});
loaded.push(...Object.keys(createRequire(import.meta.url).cache));
process.stdout.write(JSON.stringify(loaded));
`;

/** Parts that only who starts tracing needs, or who has what they are for. */
const ELSEWHERE = [
  /\/sdk\/start-tracing\.js$/,
  /\/export\/export-pipeline\.js$/,
  /\/config\/(?:file\/tracing-file|declarative\/declared-file)\.js$/,
  /\/(?:http|messaging|database|process)\/[\w-]*instrumentation\.js$/,
  /\/node_modules\/(?:@nestjs|@sentry|@grpc|rxjs|typeorm|pg|amqplib|yaml|protobufjs)\//,
  /\/node_modules\/@opentelemetry\/(?:sdk-|exporter-|instrumentation|otlp-|resources|configuration)/,
];

describe('an import of this library for its functions', () => {
  it('loads nothing that only tracing at work needs', async () => {
    const { stdout, stderr } = await runNode(['--input-type=module', '--eval', PROGRAM]);
    expect(stderr).toBe('');
    const loaded: unknown = JSON.parse(stdout);
    const names = Array.isArray(loaded) ? loaded.map(String) : [];
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => ELSEWHERE.some((part) => part.test(name)))).toEqual([]);
  });
});
