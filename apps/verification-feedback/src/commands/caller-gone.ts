import type { IncomingMessage } from 'node:http';

/** The part of a Fastify request that tells when its caller goes away. */
export interface RequestOfCaller {
  readonly raw: IncomingMessage;
}

export class CallerGoneError extends Error {
  constructor() {
    super('the caller has gone away');
    this.name = 'CallerGoneError';
  }
}

/** Runs `fn` with a signal that is aborted when the caller closes its connection. */
export async function whileCallerWaits<T>(
  { raw }: RequestOfCaller,
  fn: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const leave = (): void => controller.abort(new CallerGoneError());
  raw.socket.once('close', leave);
  if (raw.socket.destroyed) leave();
  try {
    return await fn(controller.signal);
  } finally {
    raw.socket.off('close', leave);
  }
}
