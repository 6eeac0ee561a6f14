import {
  type Baggage,
  type BaggageEntry,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  baggageEntryMetadataFromString,
  propagation,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';
import { BoundedMemo } from '../privacy/bounded-memo.js';
import type { PrivacyFilter } from '../privacy/privacy-filter.js';
import { type BaggageMember, formatMember, parseBaggage } from './baggage-members.js';

const HEADER = 'baggage';
const MAX_MEMBERS = 64;
const MAX_LENGTH = 8192;
/** What no flood of other entries may push out. */
const FIRST: readonly string[] = [RUN_ID, CORRELATION_ID, TASK_ID, ATTEMPT_NUMBER];

/** Baggage by the header that says it: what comes of a run says the same each time. */
const read = new BoundedMemo<Baggage>(2_048, 512);

/** Headers by the baggage that they say: most of a request's calls carry the same. */
const written = new WeakMap<Baggage, { readonly filter: PrivacyFilter; readonly header: string }>();

/** W3C baggage: at most 64 members in 8192 bytes, in and out; entries of ours come first, and nothing secret leaves. */
export class BaggagePropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const baggage = propagation.getBaggage(context);
    if (baggage === undefined || isTracingSuppressed(context)) return;
    const header = headerOf(baggage);
    if (header !== '') setter.set(carrier, HEADER, header);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const given = getter.get(carrier, HEADER);
    if (given === undefined) return context;
    const header = [given].flat().join(',');
    const baggage = read.get(header) ?? baggageIn(header);
    return baggage === undefined ? context : propagation.setBaggage(context, baggage);
  }

  fields(): string[] {
    return [HEADER];
  }
}

function baggageIn(header: string): Baggage | undefined {
  const members = bounded(parseBaggage(header)).map(({ member }) => member);
  if (members.length === 0) return undefined;
  const entries = members.map(({ key, value, properties }): [string, BaggageEntry] => [
    key,
    properties === undefined ? { value } : { value, metadata: baggageEntryMetadataFromString(properties) },
  ]);
  const baggage = propagation.createBaggage(Object.fromEntries(entries));
  read.set(header, baggage);
  return baggage;
}

function headerOf(baggage: Baggage): string {
  const filter = getPrivacyFilter();
  const known = written.get(baggage);
  if (known?.filter === filter) return known.header;
  const members = baggage.getAllEntries().map((entry) => memberOf(entry, filter));
  const header = bounded(members)
    .map(({ text }) => text)
    .join(',');
  written.set(baggage, { filter, header });
  return header;
}

function memberOf([key, { value, metadata }]: [string, BaggageEntry], filter: PrivacyFilter): BaggageMember {
  const [[shownKey, shown] = [key, value]] = Object.entries(filter.filterEntries({ [key]: value }));
  const properties = metadata === undefined ? undefined : filter.filterText(metadata.toString());
  return { key: shownKey, value: shown, ...(properties === undefined ? {} : { properties }) };
}

/** A member, and what it is written as. */
interface WrittenMember {
  readonly member: BaggageMember;
  readonly text: string;
}

/** The members that fit, those of ours first; one that does not is left out, and smaller ones after it stay. */
function bounded(members: readonly BaggageMember[]): WrittenMember[] {
  const kept: WrittenMember[] = [];
  let length = -1;
  const ordered = members.length > 1 ? members.toSorted((one, other) => rank(one) - rank(other)) : members;
  for (const member of ordered) {
    const text = formatMember(member);
    if (text === undefined || kept.length === MAX_MEMBERS || length + text.length + 1 > MAX_LENGTH) continue;
    length += text.length + 1;
    kept.push({ member, text });
  }
  return kept;
}

const rank = ({ key }: BaggageMember): number => (FIRST.includes(key) ? 0 : 1);
