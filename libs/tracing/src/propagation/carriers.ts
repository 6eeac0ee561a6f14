import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';

/** Headers as frameworks have them: names in any case, values one or many, AMQP's also as bytes. */
export type Carrier = Readonly<Record<string, unknown>>;

export const carrierGetter: TextMapGetter<Carrier> = {
  keys: (carrier) => Object.keys(carrier),
  get(carrier, key) {
    const wanted = key.toLowerCase();
    const texts = Object.entries(carrier)
      .filter(([name]) => name.toLowerCase() === wanted)
      .flatMap(([, value]) => textsOf(value));
    return texts.length > 1 ? texts : texts[0];
  },
};

export const carrierSetter: TextMapSetter<Record<string, unknown>> = {
  set(carrier, key, value) {
    carrier[key] = value;
  },
};

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Buffer.isBuffer(value)) return [value.toString('utf8')];
  return Array.isArray(value)
    ? value.flatMap((item: unknown) => (Array.isArray(item) ? [] : textsOf(item)))
    : [];
}
