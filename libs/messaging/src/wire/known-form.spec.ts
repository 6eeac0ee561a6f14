import { describe, expect, it } from '@jest/globals';
import * as contracts from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { isMessageClass } from '../consumer/consumes.decorator.js';
import { previousMessages } from '../versions/previous-messages.js';
import { hasKnownForm } from './known-form.js';

const classes = new Map(
  Object.values(contracts)
    .filter((value) => isMessageClass(value))
    .map((messageClass) => [messageClass.messageType, messageClass]),
);

const samples = previousMessages().flatMap(({ messageType, message }) => {
  const messageClass = classes.get(messageType);
  return messageClass === undefined ? [] : [{ messageType, messageClass, message }];
});

const read = ({ messageClass, message }: (typeof samples)[number]): object =>
  plainToInstance(messageClass, structuredClone(message));

/** What class-validator says, without taking fields away. */
const isFine = (message: object): boolean =>
  validateSync(message, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length ===
  0;

/** Every path to a value in a message: `['tasks', '0', 'title']`. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replace(message: object, path: readonly string[], value: unknown): void {
  const owner = path
    .slice(0, -1)
    .reduce<unknown>((part, key) => (isObject(part) ? Reflect.get(part, key) : part), message);
  if (isObject(owner)) Reflect.set(owner, path.at(-1) ?? '', value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

describe('the known form of messages', () => {
  it.each(samples)('is that of a fine $messageType', (sample) => {
    expect(isFine(read(sample))).toBe(true);
    expect(hasKnownForm(read(sample))).toBe(true);
  });

  it('is what class-validator accepts, whatever stands in one place', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.anything(), (sample, at, value) => {
        const paths = pathsIn(sample.message);
        const message = read(sample);
        replace(message, paths[at % paths.length] ?? [], value);
        if (hasKnownForm(message)) expect(isFine(message)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has no field that its class does not know', () => {
    for (const sample of samples)
      expect(hasKnownForm(Object.assign(read(sample), { surplus: 1 }))).toBe(false);
  });

  it('is nobody’s who has no rules', () => {
    expect(hasKnownForm({})).toBe(false);
  });
});
