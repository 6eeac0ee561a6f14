import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { metrics } from '@opentelemetry/api';
import { Strategy } from 'passport-custom';
import { bearerToken, isSameToken } from './bearer-token.js';
import { MissingTokenError, WrongTokenError } from './token.errors.js';

export const LOCAL_TOKEN = Symbol('LOCAL_TOKEN');
export const LOCAL_TOKEN_STRATEGY = 'local-token';

const failures = metrics.getMeter('@throughline/service-host').createCounter('auth_failures_total', {
  description: 'Requests refused for want of the local token',
});

/** Lets in who knows the local token: the person of this machine, and the platform's own services. */
@Injectable()
export class LocalTokenStrategy extends PassportStrategy(Strategy, LOCAL_TOKEN_STRATEGY) {
  constructor(@Inject(LOCAL_TOKEN) private readonly token: string) {
    super();
  }

  override validate(request: { readonly headers: IncomingHttpHeaders }): { readonly id: string } {
    const given = bearerToken(request.headers.authorization);
    if (given === undefined) return refuse(new MissingTokenError());
    if (!isSameToken(given, this.token)) return refuse(new WrongTokenError());
    return { id: 'local' };
  }
}

function refuse(error: MissingTokenError | WrongTokenError): never {
  failures.add(1, { reason: error.code });
  throw error;
}
