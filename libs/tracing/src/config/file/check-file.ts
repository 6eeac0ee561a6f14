import type { Environment } from '../readers.js';
import type { Form, Shape } from './shape.js';
import { substitute } from './substitution.js';
import { FILE_SHAPE } from './tracing-file.shape.js';
import { nearestKey } from './unknown-key.js';

/** The file's values as texts, each of its form; keys that are set to nothing are not there. */
export type Checked = string | readonly Checked[] | { readonly [key: string]: Checked };

export interface CheckedFile {
  readonly tree: Checked;
  /** The values that stand for one variable each. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Holds what was read against the keys that there are. @throws {RangeError} that names the key, and what was expected */
export function checkFile(content: unknown, env: Environment): CheckedFile {
  const variables: Record<string, string> = {};
  const checker = new Checker(env, variables);
  return { tree: checker.check(content, FILE_SHAPE, []) ?? {}, variables };
}

class Checker {
  constructor(
    private readonly env: Environment,
    private readonly variables: Record<string, string>,
  ) {}

  check(content: unknown, shape: Shape, path: readonly string[]): Checked | undefined {
    if (content === null || content === undefined || shape.kind === 'foreign') return undefined;
    switch (shape.kind) {
      case 'value':
        return this.value(content, shape.form, path, shape.sets);
      case 'section':
        return this.section(content, shape.keys, path);
      case 'named':
        return this.entries(content, path, () => shape.each);
      case 'pairs':
        return this.pairs(content, path, shape.sets);
      case 'list':
        return this.list(content, shape.each, path);
    }
  }

  private value(content: unknown, form: Form, path: readonly string[], sets?: string): string | undefined {
    if (!isScalar(content)) throw wrong(path, form.expected, content);
    const text = this.substituted(String(content), path).trim();
    if (text === '') return undefined;
    const known = form.read(text);
    if (known === undefined) throw wrong(path, form.expected, text);
    if (sets !== undefined) this.set(sets, known, path);
    return known;
  }

  private section(content: unknown, keys: Readonly<Record<string, Shape>>, path: readonly string[]): Checked {
    return this.entries(content, path, (key) => {
      const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
      if (known === undefined) throw unknown([...path, key], Object.keys(keys));
      return known;
    });
  }

  private entries(content: unknown, path: readonly string[], shapeOf: (key: string) => Shape): Checked {
    if (!isMapping(content)) throw wrong(path, 'a section with keys of its own', content);
    const checked = Object.entries(content).flatMap(([key, below]): [string, Checked][] => {
      const known = this.check(below, shapeOf(key), [...path, key]);
      return known === undefined ? [] : [[key, known]];
    });
    return Object.fromEntries(checked);
  }

  private list(content: unknown, each: Shape, path: readonly string[]): Checked {
    if (!Array.isArray(content)) throw wrong(path, 'a list', content);
    return content.flatMap((item: unknown, at) => this.check(item, each, [...path, String(at)]) ?? []);
  }

  /** `name: value` below each other, or `name=value,name=value`. What stands there may be a key: errors do not repeat it. */
  private pairs(content: unknown, path: readonly string[], sets: string): string | undefined {
    const text = isMapping(content)
      ? Object.entries(content)
          .map(([name, given]) => [name, this.secret(given, [...path, name])])
          .map((pair) => pair.map(encodeURIComponent).join('='))
          .join(',')
      : this.secret(content, path);
    if (text === '') return undefined;
    this.set(sets, text, path);
    return text;
  }

  private secret(content: unknown, path: readonly string[]): string {
    if (!isScalar(content)) throw wrong(path, 'a text');
    return this.substituted(String(content), path);
  }

  private set(name: string, text: string, path: readonly string[]): void {
    const before = this.variables[name];
    if (before !== undefined && before !== text)
      throw new RangeError(`${path.join('.')} says otherwise than another key that means the same: keep one`);
    this.variables[name] = text;
  }

  private substituted(text: string, path: readonly string[]): string {
    try {
      return substitute(text, this.env);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${path.join('.')} ${error.message}`, { cause: error });
    }
  }
}

const isScalar = (content: unknown): content is string | number | boolean =>
  typeof content === 'string' || typeof content === 'number' || typeof content === 'boolean';

const isMapping = (content: unknown): content is Readonly<Record<string, unknown>> =>
  typeof content === 'object' && content !== null && !Array.isArray(content);

function wrong(path: readonly string[], expected: string, found?: unknown): RangeError {
  const place = path.length === 0 ? 'the file' : path.join('.');
  return new RangeError(
    `${place} must be ${expected}${found === undefined ? '' : `, but is ${JSON.stringify(found)}`}`,
  );
}

function unknown(path: readonly string[], siblings: readonly string[]): RangeError {
  const nearest = nearestKey(path, siblings);
  const hint = nearest === undefined ? `there are ${siblings.join(', ')}` : `did you mean ${nearest}?`;
  return new RangeError(`${path.join('.')} is not known; ${hint}`);
}
