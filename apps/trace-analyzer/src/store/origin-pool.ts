import type { OtlpResource, OtlpScope } from '../otlp/otlp.types.js';
import { originOf, type SpanOrigin } from './stored-span.js';

const MAX_ORIGINS = 1000;

/** Keeps one copy of each origin: exporters send the same resource with every batch. */
export class OriginPool {
  private readonly origins = new Map<string, SpanOrigin>();

  of(resource: OtlpResource, scope: OtlpScope): SpanOrigin {
    const origin = originOf(resource, scope);
    const key = `${origin.resource}\n${origin.scope}`;
    const known = this.origins.get(key);
    if (known !== undefined) return known;
    if (this.origins.size >= MAX_ORIGINS) this.origins.clear();
    this.origins.set(key, origin);
    return origin;
  }
}
