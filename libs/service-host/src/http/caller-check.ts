import { ForeignHostError, ForeignOriginError } from './http-errors.js';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** @throws {ForeignHostError} unless `host` names this machine's loopback and this service's port */
export function checkHost(host: string | undefined, port: number): void {
  const known = LOOPBACK.some((name) => host?.toLowerCase() === `${name}:${port}`);
  if (!known) throw new ForeignHostError(host ?? '');
}

/** @throws {ForeignOriginError} unless there is no `origin` or it is a page of the platform: on one of these ports */
export function checkOrigin(origin: string | undefined, ports: readonly number[]): void {
  if (origin === undefined) return;
  const known = LOOPBACK.some((name) =>
    ports.some((port) => origin.toLowerCase() === `http://${name}:${port}`),
  );
  if (!known) throw new ForeignOriginError(origin);
}

/**
 * @throws {ForeignHostError} when there are several `Host` headers, or a target that names a host of its own
 * (`GET http://host/path`): what is between us and the caller may have looked at the other one
 */
export function checkAddress(target: string, rawHeaders: readonly string[]): void {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) throw new ForeignHostError('several hosts');
  if (!target.startsWith('/')) throw new ForeignHostError(target);
}
