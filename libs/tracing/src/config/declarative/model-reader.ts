type Content = Readonly<Record<string, unknown>>;

/**
 * Reads a section of a declarative configuration, and knows what was read: what nobody has asked for is something that
 * this library cannot do, and is said instead of passed over.
 */
export class ModelReader {
  private readonly asked = new Set<string>();
  private readonly parts = new Map<string, ModelReader>();

  constructor(
    private readonly content: Content,
    readonly path: string,
  ) {}

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.refused(key, 'is supported as a text only');
  }

  number(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number') return String(value);
    throw this.refused(key, 'must be a number');
  }

  /** A limit of time, which this library always has. */
  time(key: string): string | undefined {
    const value = this.number(key);
    if (value === '0') throw this.refused(key, 'of 0, for no limit, is not supported: name a limit');
    return value;
  }

  flag(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'boolean') return value?.toString();
    throw this.refused(key, 'must be true or false');
  }

  section(key: string): ModelReader | undefined {
    const value = this.value(key);
    return value === undefined ? undefined : this.part(value, this.at(key));
  }

  list(key: string): ModelReader[] {
    const value = this.value(key) ?? [];
    if (!Array.isArray(value)) throw this.refused(key, 'must be a list');
    return value.map((item: unknown, index) => this.part(item, `${this.at(key)}[${index}]`));
  }

  /** The one key of a section that names what it is, such as `batch:`, which may have nothing below it. */
  kind(): { readonly name: string; readonly below: ModelReader } {
    const names = Object.keys(this.content).filter((key) => this.content[key] !== undefined);
    const [name] = names;
    if (name === undefined || names.length > 1)
      throw new RangeError(`${this.path} must have exactly one key, but has ${names.join(', ') || 'none'}`);
    this.asked.add(name);
    return { name, below: this.part(this.content[name] ?? {}, this.at(name)) };
  }

  /** @throws {RangeError} that names the first key nobody has asked for */
  finish(): void {
    const rest = Object.keys(this.content).find((key) => !this.asked.has(key) && this.content[key] != null);
    if (rest !== undefined) throw this.refused(rest, 'is not supported by @throughline/tracing');
    for (const part of this.parts.values()) part.finish();
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  refused(key: string, why: string): RangeError {
    return new RangeError(`${this.at(key)} ${why}`);
  }

  private value(key: string): unknown {
    this.asked.add(key);
    return this.content[key] ?? undefined;
  }

  private part(value: unknown, path: string): ModelReader {
    const known = this.parts.get(path);
    if (known !== undefined) return known;
    if (!isContent(value)) throw new RangeError(`${path} must be a section with keys of its own`);
    const part = new ModelReader(value, path);
    this.parts.set(path, part);
    return part;
  }
}

export const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
