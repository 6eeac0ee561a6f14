import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as tracing from './index.js';

const FOLDER = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(`${FOLDER}README.md`, 'utf8');
const examples = globSync('examples/*.ts', { cwd: FOLDER })
  .map((file) => readFileSync(`${FOLDER}${file}`, 'utf8'))
  .join('\n');
/** The names in the README's table of functions; those in brackets are other names of the ones before. */
const listed = [
  ...(/^## Functions\n([\s\S]*?)\n\n[^|\n]/m.exec(readme)?.[1] ?? '').matchAll(/^\| (`[^|]*)\|/gm),
]
  .map(([, cell = '']) => cell.replaceAll(/\([^)]*\)/g, ''))
  .flatMap((cell) => [...cell.matchAll(/`@?(\w+)`/g)].map(([, name = '']) => name));
const exported: Readonly<Record<string, unknown>> = { ...tracing };

/** What the documents that users were given name, in the spelling of TypeScript. */
const FUNCTIONS = [
  'initializeTracing',
  'configureTracing',
  'DistributedTracing',
  'getTracer',
  'traceOperation',
  'traceAsyncOperation',
  'traceFunction',
  'traceHttpRequest',
  'traceExternalApiCall',
  'traceLlmCall',
  'getLlmTracing',
  'getMessageQueueTracing',
  'traceMessageQueueOperation',
  'getDatabaseTracing',
  'traceDatabaseOperation',
  'injectTraceContext',
  'extractTraceContext',
  'getPropagationUtils',
  'getSamplingManager',
  'getPrivacyFilter',
  'getTracingHealth',
  'getValidator',
  'runTracingIntegrationTests',
  'TracedCircuitBreaker',
  'traceConstitutionalOperation',
  'TraceCategory',
  'ConstitutionalComplianceLevel',
  'configureSentry',
  'captureException',
  'addUserContext',
  'addBreadcrumb',
];
const DECORATORS = ['Span', 'Traceable', 'TraceAi', 'TraceCompliance', 'TraceConsensus'];
/** Other names of the same. */
const ALIASES: Readonly<Record<string, string>> = {
  DistributedTracer: 'DistributedTracing',
  TraceAiOperation: 'TraceAi',
  TraceConstitutional: 'TraceCompliance',
};
/** In the README alone: it is a filter to hand over, not one to call. */
const OTHERS = ['beforeSendFilter'];

/** What is got from the functions above. */
const METHODS: Readonly<Record<string, readonly [got: () => object, names: readonly string[]]>> = {
  getPropagationUtils: [tracing.getPropagationUtils, ['injectTraceContext', 'extractTraceContext']],
  getLlmTracing: [tracing.getLlmTracing, ['traceLlmRequest', 'traceLlmResponse']],
  getMessageQueueTracing: [tracing.getMessageQueueTracing, ['traceMessagePublish', 'traceMessageConsume']],
  getDatabaseTracing: [tracing.getDatabaseTracing, ['traceDatabaseQuery', 'traceDatabaseTransaction']],
  getSamplingManager: [tracing.getSamplingManager, ['configureSampler', 'getSamplingStats']],
  getPrivacyFilter: [tracing.getPrivacyFilter, ['filterAttributes']],
  getValidator: [tracing.getValidator, ['validateTrace']],
  DistributedTracing: [
    () => new tracing.DistributedTracing(),
    [
      'initialize',
      'instrumentAll',
      'createSpan',
      'traceOperation',
      'traceAsyncOperation',
      'traceFunction',
      'addBaggage',
      'injectContext',
      'extractContext',
    ],
  ],
};

const isThere = (name: string): boolean =>
  ['function', 'object'].includes(typeof exported[name]) && exported[name] !== null;

describe('the promised names', () => {
  it.each([...FUNCTIONS, ...DECORATORS, ...OTHERS, ...Object.keys(ALIASES)])('%s is exported', (name) => {
    expect(isThere(name)).toBe(true);
  });

  it('are in a table with many more', () => {
    expect(listed.length).toBeGreaterThan(60);
    expect([...FUNCTIONS, ...DECORATORS].filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !isThere(name))).toEqual([]);
  });

  it.each(listed.filter((name) => !OTHERS.includes(name)))('%s is in an example', (name) => {
    expect(examples).toMatch(new RegExp(`\\b${name}\\b[(.,]`));
  });

  it.each([...OTHERS, ...Object.keys(ALIASES)])('%s is in the README', (name) => {
    expect(readme).toMatch(new RegExp(`[\`@]${name}\\b`));
  });

  it.each(Object.entries(ALIASES))('%s is %s', (alias, name) => {
    expect(exported[alias]).toBe(exported[name]);
  });

  it.each(Object.entries(METHODS))('%s has what was promised of it', (_name, [got, names]) => {
    const found = got();
    const missing = names.filter((name) => typeof Reflect.get(found, name) !== 'function');
    expect(missing).toEqual([]);
  });
});
