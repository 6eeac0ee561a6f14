import { errorFilter } from '../privacy/configured-filter.js';
import { FILTERED, REDACTED } from '../privacy/range.js';

/** Headers that are left out, whatever they hold. */
const SENSITIVE_HEADERS = new Set(['authorization', 'cookie', 'set-cookie', 'x-api-key']);
const SENSITIVE_KEYS = ['password', 'token', 'secret', 'api_key'];
/** What the protocol needs as it is: ids, times, names of programs. Nothing in it comes from a user. */
const STRUCTURE: ReadonlySet<string> = new Set([
  'event_id',
  'type',
  'timestamp',
  'start_timestamp',
  'level',
  'platform',
  'sdk',
  'debug_meta',
  'modules',
  'transaction_info',
  'sdkProcessingMetadata',
]);
const IDS: ReadonlySet<string> = new Set([
  'trace_id',
  'span_id',
  'parent_span_id',
  'start_timestamp',
  'timestamp',
]);

type Data = Readonly<Record<string, unknown>>;

/**
 * The event as it may be sent: without sensitive headers, with `[REDACTED]` for the values of `extra` whose keys are
 * those of secrets, and for every other secret and e-mail address wherever it stands. The event given is not changed.
 */
export function beforeSendFilter<Event extends object>(event: Event): Event {
  const shown: Event = { ...event };
  for (const [key, value] of Object.entries(event)) {
    if (!STRUCTURE.has(key)) Reflect.set(shown, key, part(key, value));
  }
  return shown;
}

function part(key: string, value: unknown): unknown {
  try {
    if (key === 'extra') return errorFilter().filterData(extraOf(value));
    if (key === 'request') return errorFilter().filterData(requestOf(value));
    if (key === 'contexts') return contextsOf(value);
    if (key === 'spans') return Array.isArray(value) ? value.map(withIds) : FILTERED;
    return filteredNamed(key, value);
  } catch {
    return FILTERED;
  }
}

/** Filtered as what it is called, so that the name counts, too. */
function filteredNamed(key: string, value: unknown): unknown {
  const shown = errorFilter().filterData({ [key]: value });
  return isData(shown) ? shown[key] : FILTERED;
}

function extraOf(extra: unknown): unknown {
  if (!isData(extra)) return extra;
  return Object.fromEntries(
    Object.entries(extra).map(([key, value]) => [key, isSensitive(key) ? REDACTED : value]),
  );
}

function isSensitive(key: string): boolean {
  const lower = key.toLowerCase();
  return SENSITIVE_KEYS.some((word) => lower.includes(word));
}

function requestOf(request: unknown): unknown {
  if (!isData(request) || !isData(request['headers'])) return request;
  const headers = Object.entries(request['headers']).filter(
    ([name]) => !SENSITIVE_HEADERS.has(name.toLowerCase()),
  );
  return { ...request, headers: Object.fromEntries(headers) };
}

function contextsOf(contexts: unknown): unknown {
  const shown = filteredNamed('contexts', contexts);
  if (!isData(shown) || !isData(contexts)) return shown;
  return contexts['trace'] === undefined ? shown : { ...shown, trace: withIds(contexts['trace']) };
}

/** Ids have the form of nothing secret, but one of digits alone may look like a card's number. */
function withIds(data: unknown): unknown {
  const shown = errorFilter().filterData(data);
  if (!isData(shown) || !isData(data)) return shown;
  const ids = Object.entries(data).filter(([key]) => IDS.has(key));
  return { ...shown, ...Object.fromEntries(ids) };
}

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
