import { getMetadataStorage } from 'class-validator';

/** What a message class asks of each of its fields: path -> rules, in a fixed order. */
export type MessageForm = Readonly<Record<string, readonly string[]>>;

/** The rule of a field that may be left out, or be null. */
export const OPTIONAL = 'optional';

/** The form of a message's class and of the classes of its parts, found by way of a message that has every part. */
export const formOf = (message: object): MessageForm => Object.fromEntries(fieldsOf(message, ''));

function fieldsOf(part: object, prefix: string): [string, string[]][] {
  const rules = rulesOf(part);
  return [...rules].sort().flatMap(([property, own]): [string, string[]][] => {
    const path = `${prefix}${property}`;
    const value: unknown = Object.entries(part).find(([name]) => name === property)?.[1];
    const items: unknown[] | undefined = Array.isArray(value) ? value : undefined;
    const first = items === undefined ? value : items[0];
    const nested = isPart(first) ? fieldsOf(first, `${path}${items === undefined ? '' : '[]'}.`) : [];
    return [[path, own.sort()], ...nested];
  });
}

/** An instance of a class with rules of its own. */
const isPart = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && rulesOf(value).size > 0;

function rulesOf({ constructor }: object): Map<string, string[]> {
  const rules = new Map<string, string[]>();
  const metadata = getMetadataStorage().getTargetValidationMetadatas(constructor, '', false, false);
  for (const { propertyName, type, name, constraints, each } of metadata) {
    const own = `${name ?? type}${each ? ' each' : ''}${textOf(constraints)}`;
    const rule = type === 'conditionalValidation' ? OPTIONAL : own;
    rules.set(propertyName, [...(rules.get(propertyName) ?? []), rule]);
  }
  return rules;
}

function textOf(constraints: readonly unknown[] | undefined): string {
  const values = (constraints ?? []).filter((value) => value !== undefined && typeof value !== 'function');
  return values.length === 0
    ? ''
    : ` ${values.map((value) => (value instanceof RegExp ? String(value) : JSON.stringify(value))).join(' ')}`;
}
