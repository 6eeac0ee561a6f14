/** The declared type of a property, as its metadata has it. */
export type DeclaredType = 'string' | 'number' | 'boolean' | 'list';

/**
 * A variable's text as its property's type. What cannot be converted stays text, so that the property's own
 * rules say what was expected.
 */
export function convert(text: string, type: DeclaredType): unknown {
  if (type === 'number') return isDecimal(text) ? Number(text) : text;
  if (type === 'boolean') return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
  if (type === 'list') return listOf(text);
  return text;
}

/** The declared type of a config class's property. */
export function declaredType(prototype: object, property: string): DeclaredType {
  const type: unknown = Reflect.getMetadata('design:type', prototype, property);
  if (type === Number) return 'number';
  if (type === Boolean) return 'boolean';
  return type === Array ? 'list' : 'string';
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Plain decimal numbers only: `0x10`, an empty text and `Infinity` are mistakes, not numbers. */
const isDecimal = (text: string): boolean => /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
