import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import { LocalAccess } from './local-access.js';

export const LOCAL_TOKEN_STRATEGY = 'local-token';

/** Lets in who knows the local token: the person of this machine, and the platform's own services. */
@Injectable()
export class LocalTokenStrategy extends PassportStrategy(Strategy, LOCAL_TOKEN_STRATEGY) {
  constructor(private readonly access: LocalAccess) {
    super();
  }

  override validate({ headers }: { readonly headers: IncomingHttpHeaders }): { readonly id: string } {
    this.access.require(headers);
    return { id: 'local' };
  }
}
