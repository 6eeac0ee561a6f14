import type { IncomingMessage } from 'node:http';
import type { Span } from '@opentelemetry/api';

/** Not a weak map: the garbage collector pays for those with every request. */
const EXCHANGE = Symbol('throughline exchange');

/** A request that is being answered, and what is known of it. */
export class Exchange {
  /** The pattern of its route, once it is known. */
  route: string | undefined;
  /** The SERVER span, until it has its name. */
  unnamed: Span | undefined;

  constructor(
    readonly request: IncomingMessage,
    span: Span | undefined,
  ) {
    this.unnamed = span;
    Reflect.set(request, EXCHANGE, this);
  }
}

/** The exchange of a request that is observed. */
export function exchangeOf(request: IncomingMessage): Exchange | undefined {
  const found: unknown = Reflect.get(request, EXCHANGE);
  return found instanceof Exchange ? found : undefined;
}
