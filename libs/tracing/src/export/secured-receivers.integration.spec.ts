import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { endedSpan, sendOnce } from '../fixtures/sent-once.js';
import { type SelfSigned, selfSignedFiles } from '../fixtures/self-signed.js';
import {
  type ReceiverTls,
  type SpanReceiver,
  grpcReceiver,
  httpReceiver,
} from '../fixtures/span-receiver.js';

// Processes take their time on a busy machine.
jest.setTimeout(30_000);

let folder: string;
let server: SelfSigned & { files: SelfSigned };
let client: SelfSigned & { files: SelfSigned };
let stranger: SelfSigned & { files: SelfSigned };
beforeAll(async () => {
  process.env['LOG_LEVEL'] = 'silent'; // refusals are what is tested here
  folder = await mkdtemp(join(tmpdir(), 'throughline-tls-'));
  [server, client, stranger] = await Promise.all([
    selfSignedFiles(folder, 'server'),
    selfSignedFiles(folder, 'client'),
    selfSignedFiles(folder, 'stranger'),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

const RECEIVERS: Readonly<Record<string, (tls: ReceiverTls) => Promise<SpanReceiver>>> = {
  grpc: grpcReceiver,
  'http/protobuf': (tls) => httpReceiver({ tls }),
  'http/json': (tls) => httpReceiver({ tls }),
};

interface Sent {
  readonly outcome: string | undefined;
  readonly exports: number;
}

const TAKEN: Sent = { outcome: 'accepted', exports: 1 };
/** gRPC tries to connect again and again until its deadline. */
const SOON = { OTEL_EXPORTER_OTLP_TIMEOUT: '500' };

function expectRefused({ outcome, exports }: Sent): void {
  expect(outcome).toMatch(/^(?:unknown|unavailable)$/);
  expect(exports).toBe(0);
}

describe.each(Object.entries(RECEIVERS))('a secured receiver over %s', (protocol, start) => {
  /** What becomes of a span, and of how many the receiver knows; `{at}` is the receiver's host and port. */
  async function sent(tls: ReceiverTls, env: Readonly<Record<string, string>>): Promise<Sent> {
    await using receiver = await start(tls);
    const at = `127.0.0.1:${receiver.port}`;
    const settings = Object.entries(env).map(([name, value]): [string, string] => [
      name,
      value.replace('{at}', at),
    ]);
    const all: Record<string, string> = Object.fromEntries(settings);
    const outcome = await sendOnce({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol, ...all }, endedSpan());
    return { outcome, exports: receiver.exports.filter(({ body }) => body.length > 0).length };
  }

  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://{at}' };
  const trusting = (): Record<string, string> => ({
    ...endpoint,
    OTEL_EXPORTER_OTLP_CERTIFICATE: server.files.cert,
  });
  const as = ({ files }: { files: SelfSigned }): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: files.cert,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: files.key,
  });

  it('is believed with the certificate that a variable names', async () => {
    expect(await sent(server, trusting())).toEqual(TAKEN);
  });

  it('is not believed without, nor with another one', async () => {
    const other = { ...endpoint, OTEL_EXPORTER_OTLP_CERTIFICATE: stranger.files.cert };
    for (const env of [endpoint, other]) {
      expectRefused(await sent(server, { ...env, ...SOON }));
    }
  });

  it('takes the client whose certificate and key variables name, and no other', async () => {
    const tls = { ...server, clientCert: client.cert };
    expect(await sent(tls, { ...trusting(), ...as(client) })).toEqual(TAKEN);
    for (const env of [{}, as(stranger)]) {
      expectRefused(await sent(tls, { ...trusting(), ...env, ...SOON }));
    }
  });

  it('has variables of its traces before those of all', async () => {
    const env = {
      ...trusting(),
      OTEL_EXPORTER_OTLP_CERTIFICATE: stranger.files.cert,
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: server.files.cert,
    };
    expect(await sent(server, env)).toEqual(TAKEN);
  });

  it('is spoken to in secret without a scheme, where it is said not to be insecure', async () => {
    const bare = { ...trusting(), OTEL_EXPORTER_OTLP_ENDPOINT: '{at}' };
    expect(await sent(server, { ...bare, OTEL_EXPORTER_OTLP_INSECURE: 'false' })).toEqual(TAKEN);
    expectRefused(await sent(server, { ...bare, ...SOON, OTEL_EXPORTER_OTLP_INSECURE: 'true' }));
  });

  it('is named by the variables of this library as well', async () => {
    const env = { OTLP_ENDPOINT: 'https://{at}', OTLP_CERTIFICATE: server.files.cert };
    const known = { OTLP_CLIENT_CERTIFICATE: client.files.cert, OTLP_CLIENT_KEY: client.files.key };
    expect(await sent({ ...server, clientCert: client.cert }, { ...env, ...known })).toEqual(TAKEN);
  });
});
