import type { OtlpAnyValue, OtlpKeyValue } from './otlp.types.js';
import { bytesText, integerText, isRecord, text } from './wire-values.js';

/** Deeper values are refused: nobody writes them, and a reader would recurse into them. */
const MAX_DEPTH = 32;

export function keyValues(value: unknown, depth = 0): OtlpKeyValue[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new TypeError('attributes must be a list');
  return value.map((item: unknown) => {
    if (!isRecord(item)) throw new TypeError('an attribute must be an object');
    return { key: text(item['key'], 'attribute key'), value: anyValue(item['value'], depth) };
  });
}

/** One attribute value; `{}` is OTLP's empty value. */
export function anyValue(value: unknown, depth = 0): OtlpAnyValue {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new TypeError('an attribute value must be an object');
  if (depth > MAX_DEPTH) throw new TypeError(`an attribute value is nested deeper than ${MAX_DEPTH}`);
  if (value['stringValue'] !== undefined) return { stringValue: text(value['stringValue'], 'stringValue') };
  if (value['intValue'] !== undefined) return { intValue: integerText(value['intValue'], 'intValue') };
  if (value['boolValue'] !== undefined) return { boolValue: value['boolValue'] === true };
  if (value['doubleValue'] !== undefined) return { doubleValue: double(value['doubleValue']) };
  if (value['bytesValue'] !== undefined) return { bytesValue: bytesText(value['bytesValue'], 'base64') };
  return nestedValue(value, depth + 1);
}

function nestedValue(value: Record<string, unknown>, depth: number): OtlpAnyValue {
  const { arrayValue, kvlistValue } = value;
  if (isRecord(arrayValue)) {
    const values = arrayValue['values'] ?? [];
    if (!Array.isArray(values)) throw new TypeError('arrayValue.values must be a list');
    return { arrayValue: { values: values.map((item: unknown) => anyValue(item, depth)) } };
  }
  if (isRecord(kvlistValue)) return { kvlistValue: { values: keyValues(kvlistValue['values'], depth) } };
  return {};
}

/** JSON has no NaN and no infinities: OTLP writes them as strings. */
function double(value: unknown): number | string {
  const number = Number(value);
  return Number.isFinite(number) ? number : String(number);
}

/** The value as text, as people write it in a search. */
export function attributeText(value: OtlpAnyValue): string {
  const plain = attributeValue(value);
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}

export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** The value as plain JSON. Integers beyond 2^53 stay strings. */
export function attributeValue(value: OtlpAnyValue): PlainValue {
  if (isOf('intValue', value)) return safeInteger(value.intValue);
  if (isOf('arrayValue', value)) return value.arrayValue.values.map(attributeValue);
  if (isOf('kvlistValue', value)) {
    return Object.fromEntries(
      value.kvlistValue.values.map((entry) => [entry.key, attributeValue(entry.value)]),
    );
  }
  if (isOf('stringValue', value)) return value.stringValue;
  if (isOf('boolValue', value)) return value.boolValue;
  if (isOf('doubleValue', value)) return value.doubleValue;
  return isOf('bytesValue', value) ? value.bytesValue : null;
}

type Member<Key extends string> = Extract<OtlpAnyValue, Readonly<Record<Key, unknown>>>;

/** Narrows to the member of the union that has the key; OTLP's empty value has none. */
function isOf<Key extends string>(
  key: Key,
  value: OtlpAnyValue,
): value is Exclude<Member<Key>, Record<string, never>> {
  return key in value;
}

function safeInteger(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
