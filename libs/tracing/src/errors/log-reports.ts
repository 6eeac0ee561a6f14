import { addBreadcrumb, report, reportMessage } from './capture.js';
import type { BreadcrumbLevel } from './error-scope.js';

const INFO = 30;
const ERROR = 50;
const LEVELS: readonly (readonly [number, BreadcrumbLevel])[] = [
  [60, 'fatal'],
  [ERROR, 'error'],
  [40, 'warning'],
];

/** What the logger is told becomes a breadcrumb from INFO on, and an event from ERROR on. */
export function reportLogLine(args: readonly unknown[], level: number, name: unknown): void {
  if (level < INFO) return;
  const severity = LEVELS.find(([from]) => level >= from)?.[1] ?? 'info';
  const { fields, message, error } = partsOf(args);
  if (level < ERROR) addBreadcrumb(message, textOf(name) ?? 'log', severity, fields);
  else if (error === undefined) reportMessage(message, severity, fields);
  else report(error, severity, { ...fields, message });
}

interface LogParts {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly error: Error | undefined;
}

/** `(error)`, `(fields, message)` and `(message)`, as the logger takes them. */
function partsOf(args: readonly unknown[]): LogParts {
  const [first, second] = args;
  if (typeof first === 'string') return { fields: {}, message: first, error: undefined };
  if (first instanceof Error) return { fields: {}, message: textOf(second) ?? first.message, error: first };
  const all = typeof first === 'object' && first !== null ? Object.entries(first) : [];
  const entries: [string, unknown][] = all;
  const error = entries.map(([, value]) => value).find((value) => value instanceof Error);
  const fields = Object.fromEntries(entries.filter(([, value]) => value !== error));
  return { fields, message: textOf(second) ?? error?.message ?? 'log line', error };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
