import { describe, expect, it } from '@jest/globals';
import * as contracts from '@throughline/contracts';
import { isMessageClass } from '../consumer/consumes.decorator.js';
import { parseMessage } from '../wire/parse-message.js';
import { incompatibilities } from './incompatibilities.js';
import { formOf, type MessageForm, OPTIONAL } from './message-form.js';
import { previousMessages } from './previous-messages.js';

const classes = new Map(
  Object.values(contracts)
    .filter((exported) => isMessageClass(exported))
    .map((messageClass) => [messageClass.messageType, messageClass]),
);
const PREVIOUS = previousMessages();

function read(messageType: string, message: unknown): object {
  const messageClass = classes.get(messageType);
  if (messageClass === undefined) throw new Error(`${messageType} is not known any more`);
  return parseMessage(messageClass, JSON.stringify(message));
}

/** The message as its sender makes it when it has nothing to say where it may say nothing. */
function least(message: object, form: MessageForm, nothing: null | undefined): object {
  const strip = (value: unknown, path: string): unknown => {
    if (form[path]?.includes(OPTIONAL) === true) return nothing;
    if (Array.isArray(value)) return value.map((item) => strip(item, `${path}[]`));
    if (typeof value !== 'object' || value === null) return value;
    const inside = path === '' ? '' : `${path}.`;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, strip(field, `${inside}${name}`)]),
    );
  };
  return Object.assign({}, strip(message, ''));
}

/** With a field in every object that no class knows. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, withMore(field)]);
  return { ...Object.fromEntries(fields), addedLater: { by: ['a', 'newer', 'version'] } };
}

describe.each(PREVIOUS)('$messageType of the version before', ({ messageType, message, form }) => {
  it('is read, whether it is full or has only what it must have', () => {
    expect(read(messageType, message)).toMatchObject(message);
    for (const nothing of [null, undefined]) {
      const sent = least(message, form, nothing);
      expect(JSON.parse(JSON.stringify(read(messageType, sent)))).toEqual(JSON.parse(JSON.stringify(sent)));
    }
  });

  it('has the form that is sent now, which older receivers read too', () => {
    expect(incompatibilities(form, formOf(read(messageType, message)))).toEqual([]);
  });
});

describe('messages of a newer version', () => {
  it.each(PREVIOUS)('are read without what is not known of $messageType', ({ messageType, message }) => {
    expect(read(messageType, withMore(message))).toEqual(read(messageType, message));
  });
});

it('the fixtures have every message that the version before knew, each with all its fields', () => {
  expect(PREVIOUS).toHaveLength(25);
  for (const { message, form } of PREVIOUS) {
    const own = Object.keys(form).filter((path) => !path.includes('.'));
    expect(Object.keys(message).sort()).toEqual(own.sort());
  }
});
