import { InvalidInputError } from '@throughline/contracts';

/** A trace id with or without dashes (a run's id has them), in any case; 64-bit ids are filled up with zeros. */
export function traceIdFrom(text: string): string {
  const id = text.replaceAll('-', '').toLowerCase();
  if (/^(?:[0-9a-f]{16}|[0-9a-f]{32})$/.test(id)) return id.padStart(32, '0');
  throw new InvalidInputError(
    `not a trace id: ${JSON.stringify(text.slice(0, 80))}; use 32 hexadecimal digits`,
  );
}
