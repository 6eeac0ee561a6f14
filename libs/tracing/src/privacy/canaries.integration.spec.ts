import { type IncomingMessage, type Server, createServer } from 'node:http';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { secretTexts } from '../fixtures/secret-texts.js';
import { SentryServer } from '../fixtures/sentry-server.js';
import { type SpanReceiver, grpcReceiver, httpReceiver } from '../fixtures/span-receiver.js';
import { startTraced } from '../fixtures/traced-child.js';

const CANARY = 'c4n4ryS3cretValue';
const FORMS = secretTexts(CANARY).length;

/** Keeps what requests bring: their headers as they came, and their bodies. */
class Sink {
  readonly headers: string[] = [];
  readonly bodies: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.headers.push(JSON.stringify(request.rawHeaders));
    void this.keep(request).finally(() => response.end());
  });

  static async start(): Promise<Sink> {
    const sink = new Sink();
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async keep(request: IncomingMessage): Promise<void> {
    this.bodies.push(await text(request));
  }
}

/** All that a program that plants secrets everywhere has let out. */
interface Leaks {
  readonly stdout: string;
  readonly stderr: string;
  readonly journal: string;
}

async function plantAll(sink: Sink, settings: Record<string, string>): Promise<Leaks> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-canaries-'));
  const env = {
    SERVICE_NAME: 'canaries',
    THROUGHLINE_HOME: home,
    OTEL_RESOURCE_ATTRIBUTES: `db.password=${CANARY},note=ghp_${CANARY},owner=ann.${CANARY}%40example.org,zone=a`,
    ...settings,
  };
  const child = startTraced('canaries', [uuidv7(), CANARY, sink.url], env);
  child.stderr.unpipe(); // that exports fail is what was asked for
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const files = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const journal = (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n');
  await rm(home, { recursive: true, force: true });
  return { stdout, stderr, journal };
}

const count = (haystack: string, part: string): number => haystack.split(part).length - 1;
const wireOf = ({ exports }: SpanReceiver): string =>
  Buffer.concat(exports.map(({ body }) => body)).toString('latin1');

/** What stands around the secret, wherever it is found. */
const leaksIn = (haystack: string): string[] =>
  [...haystack.matchAll(new RegExp(`.{0,60}${CANARY}.{0,10}`, 'gs'))].map(([found]) =>
    found.replaceAll(/[^ -~]/g, '.'),
  );

/** Spans of every kind have come, what is secret in them has not. */
function expectClean(wire: string, names = ['alone ', 'planted ', 'derived ', 'scoped']): void {
  const missing = [...names, '***'].filter((name) => count(wire, name) < FORMS);
  expect({ missing, leaks: leaksIn(wire) }).toEqual({ missing: [], leaks: [] });
}

describe('secrets in every form and every place', () => {
  let receiver: OtlpReceiver;
  let zipkin: SpanReceiver;
  let sentry: SentryServer;
  let sink: Sink;
  let leaks: Leaks;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    receiver.status = 400; // so that all stays in the journal; what was sent is looked at nevertheless
    zipkin = await httpReceiver();
    sentry = await SentryServer.start();
    sink = await Sink.start();
    leaks = await plantAll(sink, {
      OTEL_TRACES_EXPORTER: 'otlp,zipkin,console,logging',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      ZIPKIN_ENDPOINT: `127.0.0.1:${zipkin.port}`,
      SENTRY_DSN: sentry.dsn,
      SENTRY_TRACES_SAMPLE_RATE: '0',
    });
  }, 60_000);

  afterAll(async () => {
    await receiver.stop();
    await zipkin[Symbol.asyncDispose]();
    await sentry[Symbol.asyncDispose]();
    await sink.stop();
  });

  it('never reach the wire as protobuf', () => {
    const wire = Buffer.concat(receiver.bodies).toString('latin1');
    expectClean(wire);
    expect([count(wire, 'harmless=1') > 0, count(wire, 'zone') > 0]).toEqual([true, true]);
  });

  it('never reach Zipkin', () => expectClean(wireOf(zipkin), ['alone ', 'planted ', 'scoped']));

  it('never reach the console, as spans or as log lines', () => {
    expectClean(leaks.stdout, ['alone ', 'planted ', 'scoped', '"message":"said ', '"message":"logged ']);
    expect(leaks.stdout).toContain('"message":"said password=***"');
  });

  it('never reach the log as spans', () => expectClean(leaks.stderr, ['alone ', 'planted ', 'scoped']));

  it('never reach the disk', () => {
    expect(count(leaks.journal, 'planted ')).toBeGreaterThanOrEqual(2 * FORMS); // started and ended
    expect(leaksIn(leaks.journal)).toEqual([]);
  });

  it('never reach another service, with a request or a message', () => {
    expect(sink.headers).toHaveLength(2 * FORMS);
    for (const headers of sink.headers) {
      expect(headers).toMatch(/"baggage","[^"]*session_token=\*\*\*/);
      expect(headers).toContain('"x-correlation-id","***"');
      expect(leaksIn(headers)).toEqual([]);
    }
    expect(sink.bodies.join()).toContain('session_token=***');
    expect(leaksIn(sink.bodies.join())).toEqual([]);
  });

  it('never reach Sentry', () => {
    const said = sentry.bodies.join('\n');
    expect(count(said, '"value":"captured ')).toBe(FORMS);
    expect(count(said, '"message":"logged ')).toBe(FORMS);
    expect(said).toContain('"email":"[REDACTED]"');
    expect(leaksIn(said)).toEqual([]);
  });
});

describe('secrets, to other receivers,', () => {
  it('never reach the wire as JSON, and Sentry with no trace', async () => {
    await using receiver = await httpReceiver();
    await using sentry = await SentryServer.start();
    const sink = await Sink.start();
    await plantAll(sink, {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.port}`,
      SENTRY_DSN: sentry.dsn,
      SENTRY_SAMPLE_RATE: '0',
    });
    await sink.stop();
    expectClean(wireOf(receiver));
    const said = sentry.bodies.join('\n');
    expect(count(said, '"type":"transaction"')).toBeGreaterThan(FORMS);
    expect(leaksIn(said)).toEqual([]);
  }, 60_000);

  it('never reach the wire over gRPC', async () => {
    await using receiver = await grpcReceiver();
    const sink = await Sink.start();
    await plantAll(sink, {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.port}`,
    });
    await sink.stop();
    expectClean(wireOf(receiver));
  }, 60_000);
});
