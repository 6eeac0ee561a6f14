import { isDeepStrictEqual } from 'node:util';
import { entriesOf, listOf, type ToldSpan } from './otlp-answer.js';

/** Where two tellers of one trace disagree, in sentences; what is in no order of its own is compared without one. */
export function traceDifferences(
  ours: ReadonlyMap<string, ToldSpan>,
  theirs: ReadonlyMap<string, ToldSpan>,
): string[] {
  const missing = [...ours.keys()].filter((id) => !theirs.has(id));
  const extra = [...theirs.keys()].filter((id) => !ours.has(id));
  const both = [...ours].flatMap(([id, span]) => {
    const other = theirs.get(id);
    return other === undefined ? [] : spanDifferences(id, span, other);
  });
  return [
    ...missing.map((id) => `${id} is only with us: ${String(ours.get(id)?.fields['name'])}`),
    ...extra.map((id) => `${id} is only with them: ${String(theirs.get(id)?.fields['name'])}`),
    ...both,
  ];
}

function spanDifferences(id: string, ours: ToldSpan, theirs: ToldSpan): string[] {
  const [a, b] = [comparable(ours), comparable(theirs)];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names
    .filter((name) => !isDeepStrictEqual(a[name], b[name]))
    .map((name) => `${id} ${name}: ${JSON.stringify(a[name])} and ${JSON.stringify(b[name])}`);
}

const comparable = ({ resource, scope, fields }: ToldSpan): Record<string, unknown> => ({
  ...Object.fromEntries(entriesOf(plain(fields))),
  resource: plain(resource),
  scope: plain(scope),
});

/** Attributes are a set; OTLP lets empty lists, empty objects and zeros be left out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const entries = entriesOf(value);
  if (entries.length === 0) return value;
  return Object.fromEntries(
    entries
      .filter(([name, item]) => !isLeftOut(name, item))
      .map(([name, item]) => [name, fieldOf(value, name, item)]),
  );
}

const fieldOf = (holder: unknown, name: string, item: unknown): unknown =>
  name === 'attributes'
    ? listOf(holder, name)
        .map(plain)
        .map((entry) => JSON.stringify(entry))
        .sort()
    : plain(item);

const isLeftOut = (name: string, item: unknown): boolean =>
  (Array.isArray(item) && item.length === 0) ||
  (name === 'status' && entriesOf(item).every(([, part]) => part === 0 || part === '')) ||
  (name.startsWith('dropped') && item === 0);
