import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  propagation,
} from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
  isTracingSuppressed,
} from '@opentelemetry/core';
import { UNTRACED_HEADER } from './names.js';
import { isBaggageEgressAllowed } from './suppression.js';

/** W3C trace context and baggage; keeps baggage from leaving where it must not, and hands on "do not trace". */
export class GuardedPropagator implements TextMapPropagator {
  private readonly w3c = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    if (!isBaggageEgressAllowed(context)) {
      this.w3c.inject(propagation.deleteBaggage(context), carrier, setter);
    } else if (isTracingSuppressed(context)) {
      setter.set(carrier, UNTRACED_HEADER, '1');
    } else {
      this.w3c.inject(context, carrier, setter);
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return this.w3c.extract(context, carrier, getter);
  }

  fields(): string[] {
    return [...this.w3c.fields(), UNTRACED_HEADER];
  }
}
