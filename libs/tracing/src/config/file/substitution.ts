import type { Environment } from '../readers.js';

const REFERENCE = /\$\$|\$\{([^}]*)\}?/g;
const INSIDE = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/s;

/**
 * A text with `${NAME}` and `${NAME:-default}` replaced by variables of the environment; one that is empty or not set,
 * and has no default, is nothing. `$$` is one dollar. What is put in is not looked at again.
 * @throws {RangeError} for `${` that is something else
 */
export function substitute(text: string, env: Environment): string {
  return text.replaceAll(REFERENCE, (found, inside?: string) => {
    if (inside === undefined) return '$';
    const [, name, otherwise = ''] = found.endsWith('}') ? (INSIDE.exec(inside) ?? []) : [];
    if (name === undefined)
      throw new RangeError(`has ${JSON.stringify(found)}, which is neither \${NAME} nor \${NAME:-default}`);
    const known = env[name];
    return known === undefined || known === '' ? otherwise : known;
  });
}
