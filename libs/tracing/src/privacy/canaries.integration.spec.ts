import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { linesOf, startTraced } from '../fixtures/traced-child.js';

const CANARY = 'c4n4ryS3cretValue';
const FORMS = 12;

describe('secrets in every form and every place', () => {
  let receiver: OtlpReceiver;
  let home: string;
  let wire: string;
  let journal: string;
  let log: unknown[];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    receiver.status = 400; // so that all stays in the journal; what was sent is looked at nevertheless
    home = await mkdtemp(join(tmpdir(), 'throughline-canaries-'));
    const env = {
      SERVICE_NAME: 'canaries',
      THROUGHLINE_HOME: home,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    };
    const child = startTraced('canaries', [uuidv7(), CANARY], env);
    child.stderr.unpipe(); // that exports fail is what was asked for
    child.stderr.resume();
    log = await linesOf(child);
    wire = Buffer.concat(receiver.bodies).toString('latin1');
    const files = await readdir(home, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    journal = (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n');
  }, 30_000);

  afterAll(async () => {
    await receiver.stop();
    await rm(home, { recursive: true, force: true });
  });

  const count = (text: string, part: string): number => text.split(part).length - 1;

  it('never reach the wire', () => {
    expect(count(wire, 'derived ')).toBeGreaterThanOrEqual(FORMS);
    expect(count(wire, 'planted ')).toBeGreaterThanOrEqual(FORMS);
    expect(count(wire, 'alone ')).toBeGreaterThanOrEqual(FORMS);
    expect(wire).toContain('***');
    expect(wire).not.toContain(CANARY);
  });

  it('never reach the disk', () => {
    expect(count(journal, 'planted ')).toBeGreaterThanOrEqual(2 * FORMS); // started and ended
    expect(journal).not.toContain(CANARY);
  });

  it('never reach the log', () => {
    expect(log).toHaveLength(FORMS);
    expect(JSON.stringify(log)).not.toContain(CANARY);
    expect(log[0]).toMatchObject({ message: 'said password=***', password: '***', error: { type: 'Error' } });
  });
});
