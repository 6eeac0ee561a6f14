import { setTimeout as sleep } from 'node:timers/promises';
import { DeferredSpan, traceAsyncOperation } from '@throughline/tracing';
import { context } from '@throughline/tracing/api';

const table = new Map<string, string>();
const importFirstPart = (): Promise<void> => traceAsyncOperation('import.read', {}, () => sleep(1));

const name = 'leads.csv';
const span = DeferredSpan.begin('import.file', { attributes: { 'import.file': name } });
table.set(name, JSON.stringify(span)); // its owner keeps it, with the work
await context.with(span.context, () => importFirstPart());

// an hour later, elsewhere
const row: unknown = JSON.parse(table.get(name) ?? '');
await DeferredSpan.from(row).end({ attributes: { 'import.rows': 7 } });
