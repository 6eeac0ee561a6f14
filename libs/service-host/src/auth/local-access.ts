import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { metrics } from '@throughline/tracing/api';
import { bearerToken, isSameToken } from './bearer-token.js';
import { MissingTokenError, WrongTokenError } from './token.errors.js';

export const LOCAL_TOKEN = Symbol('LOCAL_TOKEN');

const failures = metrics.getMeter('@throughline/service-host').createCounter('auth_failures_total', {
  description: 'Requests refused for want of the local token',
});

/** Lets in who knows the local token. Nest's routes ask by themselves; a route of Fastify's own has to. */
@Injectable()
export class LocalAccess {
  constructor(@Inject(LOCAL_TOKEN) private readonly token: string) {}

  /** @throws {MissingTokenError} @throws {WrongTokenError} */
  require({ authorization }: IncomingHttpHeaders): void {
    const given = bearerToken(authorization);
    if (given === undefined) refuse(new MissingTokenError());
    else if (!isSameToken(given, this.token)) refuse(new WrongTokenError());
  }
}

function refuse(error: MissingTokenError | WrongTokenError): never {
  failures.add(1, { reason: error.code });
  throw error;
}
