/** The data of a message class: its properties without its methods. */
export type Fields<Self> = {
  [Key in keyof Self as Self[Key] extends (...args: never[]) => unknown ? never : Key]: Self[Key];
};

export type MessageKind = 'command' | 'event';

/** A command has one owner; an event is for anyone who listens. */
// What it is there for is its typed constructor.
export abstract class Message<Self> {
  constructor(fields?: Fields<Self>) {
    Object.assign(this, fields);
  }
}

/** What a message class says about itself. `messageType` carries the version: `plan.create.v1`. */
export interface MessageClass<M extends object = object> {
  new (fields?: never): M;
  readonly messageType: string;
  readonly kind: MessageKind;
}

/** Messages are small; larger things travel by reference (a tree id, an artifact id). Bytes of JSON. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
