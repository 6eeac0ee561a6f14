import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiCopyWarning, apiFor, loadedApis, registeredApiWarning } from './api-copies.js';
import { lateStartWarning, loadedTooEarly } from './late-start.js';
import { secondStartWarning } from './second-start.js';

describe('a start that comes too late', () => {
  it.each([
    [['/app/node_modules/pg/lib/index.js', '/app/node_modules/pg/lib/client.js'], ['pg']],
    [
      ['/app/node_modules/@nestjs/core/index.js', '/app/node_modules/amqplib/x.js'],
      ['@nestjs/core', 'amqplib'],
    ],
    [['/app/node_modules/pg/node_modules/pg-types/index.js'], []],
    [['/app/pg/index.js', '/app/node_modules/pg-pool/index.js'], []],
    [['C:\\app\\node_modules\\@nestjs\\core\\index.js'], ['@nestjs/core']],
  ])('%j: %j', (files, names) => {
    expect(loadedTooEarly(files)).toEqual(names);
  });

  it('is told with what to do, or not at all', () => {
    expect(lateStartWarning([], false)).toBeUndefined();
    expect(lateStartWarning(['pg'], false)).toMatch(
      /^pg was loaded before .* node --import @throughline\/tracing/,
    );
    expect(lateStartWarning(['pg'], true)).toMatch(/^http, pg were loaded before/);
  });
});

describe('copies of the API', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-api-'));
    const api = join(folder, 'node_modules', '@opentelemetry', 'api');
    await mkdir(api, { recursive: true });
    await writeFile(
      join(api, 'package.json'),
      '{"name":"@opentelemetry/api","version":"1.9.0","main":"x.js"}',
    );
    await writeFile(join(api, 'x.js'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are found from where a program stands, and from what it has loaded', () => {
    const found = apiFor(join(folder, 'main.js'));
    expect(found).toMatchObject({ version: '1.9.0' });
    expect(loadedApis([join(folder, 'node_modules/@opentelemetry/api/x.js'), '/else.js'])).toEqual([found]);
    expect(apiFor('/nowhere/main.js')).toBeUndefined();
  });

  it('are told when there are two', () => {
    const own = { folder: '/a', version: '1.10.0' };
    expect(apiCopyWarning(own, [own])).toBeUndefined();
    expect(apiCopyWarning(own, [own, { folder: '/b', version: '1.9.0' }])).toMatch(
      /^@opentelemetry\/api is there twice, 1\.10\.0 in \/a and 1\.9\.0 in \/b, .* npm dedupe\)$/,
    );
  });

  it('are told when another one was there first', () => {
    const own = { folder: '/a', version: '1.10.0' };
    expect(registeredApiWarning(own, undefined)).toBeUndefined();
    expect(registeredApiWarning(own, { version: '1.10.0', hasTracer: false })).toBeUndefined();
    expect(registeredApiWarning(own, { version: '1.10.0', hasTracer: true })).toMatch(
      /^another SDK of OpenTelem/,
    );
    expect(registeredApiWarning(own, { version: '1.9.0', hasTracer: false })).toMatch(
      /^another copy of .* 1\.9\.0/,
    );
  });
});

describe('a second start', () => {
  const trust = (): boolean => true;
  const first = { serviceName: 'shop', home: '/state', baggageHosts: ['a'], trust };

  it.each([
    {},
    { serviceName: 'shop' },
    { baggageHosts: ['a'], trust },
    { environment: undefined },
    { sampling: {} },
  ])('that wants %j is nothing to speak of', (second) => {
    expect(secondStartWarning(first, second)).toBeUndefined();
  });

  it('that wants something else is told what has no effect', () => {
    const second = { serviceName: 'till', environment: 'staging', home: '/state' };
    expect(secondStartWarning(first, second)).toMatch(/so that serviceName, environment of the second/);
  });
});
