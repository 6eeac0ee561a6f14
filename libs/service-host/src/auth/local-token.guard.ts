import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { IS_PUBLIC } from './public.decorator.js';
import { LOCAL_TOKEN_STRATEGY } from './local-token.strategy.js';

/** On every route of every service, unless it is `@Public()`. Messages come through the broker's own access. */
@Injectable()
export class LocalTokenGuard extends AuthGuard(LOCAL_TOKEN_STRATEGY) {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(context: ExecutionContext) {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets) ? true : super.canActivate(context);
  }
}
