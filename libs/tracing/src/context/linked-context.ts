import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';

const MOST_LINKS = 24;

/**
 * A context that knows one value and who knows the others. OpenTelemetry's copies all values, and makes three functions,
 * whenever one is set, which is several times for each request.
 */
export class LinkedContext implements Context {
  private constructor(
    private readonly outer: Context,
    private readonly links: number,
    private readonly key: symbol | undefined,
    private readonly value: unknown,
  ) {}

  /** The root of contexts of this kind. */
  static readonly ROOT = new LinkedContext(ROOT_CONTEXT, 0, undefined, undefined);

  getValue(key: symbol): unknown {
    if (this.key === key) return this.value;
    let { outer: context } = this;
    while (context instanceof LinkedContext) {
      if (context.key === key) return context.value;
      context = context.outer;
    }
    return context.getValue(key);
  }

  /** Where very many have been set, one over the other, they are copied once, so that none is far away. */
  setValue(key: symbol, value: unknown): Context {
    if (this.links < MOST_LINKS) return new LinkedContext(this, this.links + 1, key, value);
    return new LinkedContext(this.copied(), 1, key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }

  private copied(): Context {
    const values = new Map<symbol, unknown>();
    if (this.key !== undefined) values.set(this.key, this.value);
    let { outer: context } = this;
    for (; context instanceof LinkedContext; context = context.outer)
      if (context.key !== undefined && !values.has(context.key)) values.set(context.key, context.value);
    for (const [key, value] of values) context = context.setValue(key, value);
    return context;
  }
}
