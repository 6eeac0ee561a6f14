import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { INDEX, PRELOAD, runNode } from '../../fixtures/run-node.js';

const NOWHERE = { OTEL_TRACES_EXPORTER: 'none' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-misuse-'));
  await writeFile(join(folder, 'main.mjs'), '');
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('a process that starts tracing as it should', () => {
  it('is told nothing', async () => {
    const main = await file(
      'good.mjs',
      `import 'node:http'; import { initializeTracing } from '${INDEX}'; initializeTracing();`,
    );
    expect(await runNode(['--import', PRELOAD, main], NOWHERE)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a process that starts tracing otherwise', () => {
  it('is told what was loaded before', async () => {
    const pg = createRequire(import.meta.url).resolve('pg');
    const early = await file('early.cjs', `require(${JSON.stringify(pg)}); require('node:http');`);
    const { code, stderr } = await runNode(['--require', early, '--import', PRELOAD, '-e', '0'], NOWHERE);
    expect(code).toBe(0);
    expect(stderr).toContain('http, pg were loaded before tracing was started');
    expect(stderr).toContain('start the program with node --import @throughline/tracing/preload');
  });

  it('is told so by the API too', async () => {
    const pg = createRequire(import.meta.url).resolve('pg');
    const late = await file(
      'late.mjs',
      `import '${pg}'; import { configureTracing } from '${INDEX}'; configureTracing();`,
    );
    expect((await runNode([late], NOWHERE)).stderr).toContain('pg was loaded before tracing was started');
  });

  it('is told of a second copy of the API', async () => {
    const real = dirname(dirname(createRequire(import.meta.url).resolve('@opentelemetry/api')));
    const copy = join(folder, 'node_modules', '@opentelemetry', 'api');
    await mkdir(dirname(copy), { recursive: true });
    await cp(real, copy, { recursive: true });
    const manifest = await readFile(join(copy, 'package.json'), 'utf8');
    await writeFile(join(copy, 'package.json'), manifest.replace(/"version": "[^"]*"/, '"version": "1.9.1"'));
    const { stderr } = await runNode(['--import', PRELOAD, join(folder, 'main.mjs')], NOWHERE);
    expect(stderr).toMatch(
      /@opentelemetry\/api is there twice, 1\.\d+\.\d+ in \S+ and 1\.9\.1 in \S+node_modules/,
    );
    expect(stderr).toContain('npm dedupe');
  });

  it('is told of another SDK that was there first', async () => {
    const api = createRequire(import.meta.url).resolve('@opentelemetry/api');
    const sdk = createRequire(import.meta.url).resolve('@opentelemetry/sdk-trace');
    const other = await file(
      'other.cjs',
      `const { trace } = require(${JSON.stringify(api)}); const { TracerProvider } = require(${JSON.stringify(sdk)});
       trace.setGlobalTracerProvider(new TracerProvider());`,
    );
    const { stderr } = await runNode(['--require', other, '--import', PRELOAD, '-e', '0'], NOWHERE);
    expect(stderr).toContain('another SDK of OpenTelemetry was started before @throughline/tracing');
  });

  it('is told what a second start does not change', async () => {
    const twice = await file(
      'twice.mjs',
      `import { initializeTracing } from '${INDEX}'; initializeTracing({ serviceName: 'till', environment: 'test' });`,
    );
    const { stderr } = await runNode(['--import', PRELOAD, twice], { ...NOWHERE, SERVICE_NAME: 'shop' });
    expect(stderr).toContain('tracing is running already, so that serviceName, environment of the second');
  });
});

describe('a wrong setting', () => {
  it.each([
    ['TRACE_SAMPLE_RATIO', '2'],
    ['PROMETHEUS_ENABLED', 'maybe'],
    ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'many'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'novalue'],
    ['OTEL_LOG_LEVEL', 'loud'],
    ['OTEL_TRACES_SAMPLER', 'dice'],
    ['OTEL_PROPAGATORS', 'pigeon'],
    ['OTEL_SDK_DISABLED', 'perhaps'],
    ['TRACING_CONFIG_FILE', '/nowhere.yml'],
    ['OTEL_CONFIG_FILE', '/nowhere.yml'],
    ['TRACE_SAMPLING_RULES', '[{}]'],
    ['ADAPTIVE_SAMPLING_ENABLED', 'x'],
  ])('of %s stops the start by its name', async (name, value) => {
    const { code, stderr } = await runNode(['--import', PRELOAD, '-e', '0'], { ...NOWHERE, [name]: value });
    expect(code).toBe(2);
    expect(stderr).toContain(name === 'TRACING_CONFIG_FILE' ? value : name);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('in the file stops the start with the file and the key', async () => {
    const path = await file('wrong.yml', 'tracing: { otel: { sampling: { ratio: 2 } } }');
    const { code, stderr } = await runNode(['--import', PRELOAD, '-e', '0'], { TRACING_CONFIG_FILE: path });
    expect(code).toBe(2);
    expect(stderr).toBe(`${path}: tracing.otel.sampling.ratio must be a number from 0 to 1, but is "2"\n`);
  });
});
