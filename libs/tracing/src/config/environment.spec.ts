import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaveFolderAlone, tracingEnvironment } from './environment.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-environment-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function merged(
  yaml: string,
  env: Record<string, string>,
): Promise<Record<string, string | undefined>> {
  const path = join(folder, 'settings.yml');
  await writeFile(path, yaml);
  return tracingEnvironment({ ...env, TRACING_CONFIG_FILE: path });
}

describe('the settings of a process', () => {
  it('are those of the environment, below them those of the file', async () => {
    const yaml = 'tracing: { service_name: shop, service_version: "2", environment: staging }';
    expect(await merged(yaml, { SERVICE_VERSION: '3', ENVIRONMENT: ' ' })).toMatchObject({
      SERVICE_NAME: 'shop',
      SERVICE_VERSION: '3',
      ENVIRONMENT: 'staging',
    });
  });

  it.each([
    ['development: { debug: { log_level: info } }', { DEBUG_TRACING: 'true' }, 'LOG_LEVEL'],
    [
      'development: { debug: { console_exporter: false } }',
      { DEBUG_TRACING: 'true' },
      'CONSOLE_EXPORTER_ENABLED',
    ],
    [
      'otel: { exporters: { jaeger: { enabled: false } } }',
      { JAEGER_ENDPOINT: 'jaeger:4318' },
      'JAEGER_ENABLED',
    ],
    ['otel: { exporters: { otlp: { enabled: false } } }', { OTLP_ENDPOINT: 'a:4318' }, 'OTLP_ENABLED'],
    [
      'otel: { exporters: { otlp: { enabled: false } } }',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318' },
      'OTLP_ENABLED',
    ],
  ])('%s says nothing where the environment has %j', async (tracing, env, name) => {
    expect((await merged(`tracing: { ${tracing} }`, {}))[name]).toBeDefined();
    expect((await merged(`tracing: { ${tracing} }`, env))[name]).toBeUndefined();
  });

  it('knows the service whose section it reads from the options, else the environment, else the file', async () => {
    const yaml = `
tracing: { service_name: one }
services: { one: { sampling_rate: 0.1 }, two: { sampling_rate: 0.2 }, three: { sampling_rate: 0.3 } }`;
    expect((await merged(yaml, {}))['TRACE_SAMPLE_RATIO']).toBe('0.1');
    const env = { SERVICE_NAME: 'two', TRACING_CONFIG_FILE: join(folder, 'settings.yml') };
    expect(tracingEnvironment(env)['TRACE_SAMPLE_RATIO']).toBe('0.2');
    expect(tracingEnvironment(env, 'three')['TRACE_SAMPLE_RATIO']).toBe('0.3');
  });

  it('are looked for in two places of the working folder', async () => {
    const home = process.cwd();
    const place = join(folder, 'place');
    await mkdir(join(place, 'config'), { recursive: true });
    process.chdir(place);
    try {
      expect(tracingEnvironment({})).toEqual({});
      await writeFile('tracing-config.yaml', 'tracing: { service_name: alias }');
      expect(tracingEnvironment({})['SERVICE_NAME']).toBe('alias');
      await writeFile('config/tracing.yml', 'tracing: { service_name: first }');
      expect(tracingEnvironment({ A: '1' })['SERVICE_NAME']).toBe('first');
    } finally {
      process.chdir(home);
    }
  });

  it('can leave the working folder alone', () => {
    const home = process.cwd();
    process.chdir(join(folder, 'place'));
    try {
      expect(tracingEnvironment({ B: '1' })['SERVICE_NAME']).toBe('first');
      leaveFolderAlone();
      expect(tracingEnvironment({ B: '1' })['SERVICE_NAME']).toBeUndefined();
      const named = { TRACING_CONFIG_FILE: 'tracing-config.yaml' };
      expect(tracingEnvironment(named)['SERVICE_NAME']).toBe('alias');
    } finally {
      process.chdir(home);
    }
  });

  it('have to be there where they are said to be', () => {
    expect(() => tracingEnvironment({ TRACING_CONFIG_FILE: '/nowhere/tracing.yml' })).toThrow(
      /^\/nowhere\/tracing\.yml: cannot be read: .*ENOENT/,
    );
  });
});
