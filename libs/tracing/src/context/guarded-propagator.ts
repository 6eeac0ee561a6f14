import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  propagation,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { enterErrorScope } from '../errors/failed-responses.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';
import type { BaggageHosts } from '../propagation/baggage-hosts.js';
import { CONSTITUTIONAL_HASH } from '../governance/compliance.js';
import { injectConstitutionalHash } from '../governance/constitutional-header.js';
import { takeOutgoingHost } from '../propagation/outgoing-host.js';
import { baggageValue } from './baggage.js';
import { acceptedCorrelationId } from './correlation.js';
import { CORRELATION_HEADER, CORRELATION_ID, UNTRACED_HEADER } from './names.js';
import { isBaggageEgressAllowed } from './suppression.js';

/** Keeps baggage and the policy's hash from leaving for hosts that are not ours, and hands on "do not trace" to those that are. */
export class GuardedPropagator implements TextMapPropagator {
  constructor(
    private readonly formats: TextMapPropagator,
    private readonly hosts: BaggageHosts,
  ) {}

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const host = takeOutgoingHost();
    const isOurs = host === undefined || this.hosts.allows(host);
    if (!isOurs || !isBaggageEgressAllowed(context)) {
      this.formats.inject(propagation.deleteBaggage(context), carrier, setter);
      return;
    }
    injectConstitutionalHash(carrier, setter);
    if (isTracingSuppressed(context)) {
      setter.set(carrier, UNTRACED_HEADER, '1');
    } else {
      this.formats.inject(context, carrier, setter);
      const correlation = acceptedCorrelationId(baggageValue(context, CORRELATION_ID));
      if (correlation !== undefined)
        setter.set(carrier, CORRELATION_HEADER, getPrivacyFilter().filterText(correlation));
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return enterErrorScope(this.formats.extract(context, carrier, getter), carrier);
  }

  fields(): string[] {
    return [...this.formats.fields(), CONSTITUTIONAL_HASH, UNTRACED_HEADER];
  }
}
