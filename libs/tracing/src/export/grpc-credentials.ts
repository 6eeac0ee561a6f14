import { isIP } from 'node:net';
import { otlpGrpcBase } from '../sdk/packages.js';
import { propertyOf } from '../sdk/property-of.js';
import { around } from '../sdk/patch.js';
import type { ExportTarget } from './export-targets.js';

type Credentials = ReturnType<ReturnType<typeof otlpGrpcBase>['createInsecureCredentials']>;

/** How a connection of gRPC is secured: as the endpoint's scheme says, with the certificates that were named. */
export function grpcCredentials(protocol: string, tls: ExportTarget['tls']): Credentials {
  const base = otlpGrpcBase();
  if (protocol !== 'https:') return base.createInsecureCredentials();
  const credentials = base.createSslCredentials(tls?.ca, tls?.key, tls?.cert);
  around(credentials, '_createSecureConnector', (_credentials, args, proceed) => unnamed(proceed(args)));
  return credentials;
}

/**
 * @grpc/grpc-js asks for the server by its address where it has no name, which TLS does not allow and Node refuses.
 * Without it the certificate is held against the address itself, as it should be.
 */
function unnamed(connector: unknown): unknown {
  const options = propertyOf(connector, 'connectionOptions');
  const name = propertyOf(options, 'servername');
  if (typeof options === 'object' && options !== null && typeof name === 'string' && isIP(name) !== 0)
    Reflect.deleteProperty(options, 'servername');
  return connector;
}
