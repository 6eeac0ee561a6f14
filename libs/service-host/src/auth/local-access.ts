import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { countAuthFailure } from '@throughline/tracing';
import { bearerToken, isSameToken } from './bearer-token.js';
import { MissingTokenError, WrongTokenError } from './token.errors.js';

export const LOCAL_TOKEN = Symbol('LOCAL_TOKEN');

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
  countAuthFailure(error.code);
  throw error;
}
