/** A message that the broker has delivered, as far as tracing needs to know it. */
export interface DeliveredMessage {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly content: { readonly length: number };
}

export function isDeliveredMessage(value: unknown): value is DeliveredMessage {
  return (
    isRecord(value) &&
    isRecord(value['fields']) &&
    isRecord(value['properties']) &&
    sizeOf(value['content']) !== undefined
  );
}

export const headersOf = ({ properties }: DeliveredMessage): Readonly<Record<string, unknown>> => {
  const headers = properties['headers'];
  return isRecord(headers) ? headers : {};
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  isRecord(value) && typeof value['then'] === 'function';

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Bytes of a body, where they can be told. */
export function sizeOf(content: unknown): number | undefined {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.byteLength : undefined;
}
