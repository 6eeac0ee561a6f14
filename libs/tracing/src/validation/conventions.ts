import type { TraceSpan } from './trace-span.js';

/** What the semantic conventions require of one sort of span. */
export interface Convention {
  readonly name: string;
  readonly matches: (span: TraceSpan) => boolean;
  readonly required: readonly string[];
  /** Where the span has not failed: a call that got no answer has no status code. */
  readonly requiredWhenGood?: readonly string[];
  /** What a span's name begins with; undefined where that cannot be said. */
  readonly nameBegins?: (span: TraceSpan) => readonly string[] | undefined;
}

const has = (span: TraceSpan, prefix: string): boolean =>
  Object.keys(span.attributes).some((key) => key.startsWith(prefix));

const word = ({ attributes }: TraceSpan, key: string): string | undefined => {
  const value = attributes[key];
  return typeof value === 'string' ? value : undefined;
};

const begins =
  (key: string, ...others: readonly string[]) =>
  (span: TraceSpan): readonly string[] | undefined => {
    const value = word(span, key);
    return value === undefined ? undefined : [value, ...others];
  };

const TOOL = 'execute_tool';
const isTool = (span: TraceSpan): boolean => word(span, 'gen_ai.operation.name') === TOOL;

/** HTTP, database, messaging and GenAI spans of version 1.4x of the conventions, and those of programs. */
export const CONVENTIONS: readonly Convention[] = [
  {
    name: 'HTTP server',
    matches: (span) => span.kind === 'SERVER' && has(span, 'http.'),
    required: ['http.request.method', 'url.path', 'url.scheme'],
    requiredWhenGood: ['http.response.status_code'],
    // A method that nobody knows is `_OTHER`, and the name then begins with HTTP.
    nameBegins: begins('http.request.method', 'HTTP'),
  },
  {
    name: 'HTTP client',
    matches: (span) => span.kind === 'CLIENT' && has(span, 'http.'),
    required: ['http.request.method', 'url.full', 'server.address', 'server.port'],
    requiredWhenGood: ['http.response.status_code'],
    nameBegins: begins('http.request.method', 'HTTP'),
  },
  {
    name: 'database',
    matches: (span) => span.kind === 'CLIENT' && has(span, 'db.'),
    required: ['db.system.name'],
  },
  {
    name: 'messaging',
    matches: (span) => has(span, 'messaging.'),
    required: ['messaging.system', 'messaging.operation.name'],
    nameBegins: begins('messaging.operation.name'),
  },
  {
    name: 'GenAI tool',
    matches: isTool,
    required: ['gen_ai.tool.name'],
    nameBegins: () => [TOOL],
  },
  {
    name: 'GenAI client',
    matches: (span) => span.kind === 'CLIENT' && has(span, 'gen_ai.') && !isTool(span),
    required: ['gen_ai.operation.name', 'gen_ai.provider.name'],
    nameBegins: begins('gen_ai.operation.name'),
  },
  {
    name: 'program',
    matches: (span) => has(span, 'process.command') || has(span, 'process.exit'),
    required: ['process.executable.name'],
    requiredWhenGood: ['process.exit.code'],
  },
];
