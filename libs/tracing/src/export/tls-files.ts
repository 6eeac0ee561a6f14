import { readFileSync } from 'node:fs';
import { type Environment, text } from '../config/readers.js';

/** Contents of the certificate files. */
export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const VARIABLES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/** The files that variables with one of these beginnings name; the first that is set counts. @throws {RangeError} for one that cannot be read */
export function tlsFiles(prefixes: readonly string[], env: Environment): TlsFiles {
  const found = Object.entries(VARIABLES).flatMap(([part, variable]): [string, Buffer][] => {
    const name = prefixes
      .map((prefix) => `${prefix}${variable}`)
      .find((each) => text(env, each) !== undefined);
    return name === undefined ? [] : [[part, contentOf(name, text(env, name) ?? '')]];
  });
  const tls: TlsFiles = Object.fromEntries(found);
  if ((tls.cert === undefined) === (tls.key === undefined)) return tls;
  throw new RangeError(
    `${prefixes.at(-1)}CLIENT_CERTIFICATE and ${prefixes.at(-1)}CLIENT_KEY must be set together, but one is not`,
  );
}

function contentOf(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new RangeError(`${name} must be a file that can be read, but is ${JSON.stringify(path)}`, {
      cause,
    });
  }
}
