import {
  type BaggageEntry,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  propagation,
} from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import { ATTEMPT_NUMBER, CORRELATION_ID, RUN_ID, TASK_ID } from '../context/names.js';

const MAX_MEMBERS = 64;
/** What no flood of other entries may push out. */
const FIRST: readonly string[] = [RUN_ID, CORRELATION_ID, TASK_ID, ATTEMPT_NUMBER];

/** W3C baggage: at most 64 members in 8192 bytes, in and out; entries of ours come first. */
export class BaggagePropagator implements TextMapPropagator {
  private readonly w3c = new W3CBaggagePropagator();

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.w3c.inject(bounded(context), carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    return bounded(this.w3c.extract(context, carrier, getter));
  }

  fields(): string[] {
    return this.w3c.fields();
  }
}

function bounded(context: Context): Context {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  if (entries.length === 0) return context;
  const kept = entries.toSorted(byRank).slice(0, MAX_MEMBERS);
  return propagation.setBaggage(context, propagation.createBaggage(Object.fromEntries(kept)));
}

type Entry = [key: string, entry: BaggageEntry];

const byRank = ([one]: Entry, [other]: Entry): number => rank(one) - rank(other);

const rank = (key: string): number => (FIRST.includes(key) ? 0 : 1);
