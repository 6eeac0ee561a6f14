import { type SpanKindName, spanKindName } from '../otlp/otlp.types.js';
import type { StoredSpan } from './stored-span.js';

export interface Operation {
  readonly name: string;
  readonly spanKind: SpanKindName;
}

/** Which services and operations the window holds, counted, so that an evicted one disappears. */
export class OperationIndex {
  private readonly services = new Map<string, Map<string, { operation: Operation; count: number }>>();

  add(span: StoredSpan): void {
    const { service } = span.origin;
    const operations =
      this.services.get(service) ?? new Map<string, { operation: Operation; count: number }>();
    this.services.set(service, operations);
    const entry = operations.get(keyOf(span));
    if (entry !== undefined) entry.count += 1;
    else
      operations.set(keyOf(span), {
        operation: { name: span.name, spanKind: spanKindName(span.kind) },
        count: 1,
      });
  }

  remove(span: StoredSpan): void {
    const operations = this.services.get(span.origin.service);
    const entry = operations?.get(keyOf(span));
    if (operations === undefined || entry === undefined) return;
    entry.count -= 1;
    if (entry.count === 0) operations.delete(keyOf(span));
    if (operations.size === 0) this.services.delete(span.origin.service);
  }

  serviceNames(): string[] {
    return [...this.services.keys()].sort();
  }

  operationsOf(service: string, kind?: string): Operation[] {
    const entries = [...(this.services.get(service)?.values() ?? [])].map(({ operation }) => operation);
    return entries
      .filter(({ spanKind }) => kind === undefined || spanKind === kind)
      .sort((a, b) => a.name.localeCompare(b.name) || a.spanKind.localeCompare(b.spanKind));
  }
}

const keyOf = (span: StoredSpan): string => `${span.kind} ${span.name}`;
