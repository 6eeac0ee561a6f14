import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { SentryServer } from './fixtures/sentry-server.js';
import { spansOfExample } from './fixtures/run-example.js';

const FOLDER = fileURLToPath(new URL('../', import.meta.url));
const files = globSync('examples/*.ts', { cwd: FOLDER }).toSorted();
const texts = files.map((file) => withoutIndentation(readFileSync(`${FOLDER}${file}`, 'utf8')));

/** What stands in a function in an example stands alone in the README. */
function withoutIndentation(code: string): string {
  return code.replaceAll(/^ +/gm, '');
}

/** The spans that each example makes, by name; those of a kind that several make stand once for each. */
const SPANS: Readonly<Record<string, readonly string[]>> = {
  start: ['choose', 'model_router.select'],
  operations: ['shop.add_up', 'shop.by_hand', 'shop.pack', 'shop.place_order', 'shop.shout'],
  requests: ['GET /users/:id', 'POST', 'POST', 'POST', 'POST groq'],
  propagation: ['orders.answer', 'orders.ask', 'orders.consume', 'orders.row', 'orders.tool'],
  messages: ['process task_queue', 'process task_queue', 'publish user_events', 'send task_queue'],
  databases: ['SELECT users', 'SELECT users', 'transaction', 'update_record policies'],
  models: [
    'chat claude-3-sonnet',
    'chat claude-sonnet',
    'chat claude-sonnet',
    'execute_tool search',
    'handle_response gpt-5',
    'text_completion gpt-5',
  ],
  decorators: [
    'Orders.all',
    'Orders.place',
    'Orders.place',
    'Stock.count',
    'chat claude-sonnet',
    'orders.find',
  ],
  sampling: ['poll the queue'],
  privacy: ['accounts.open'],
  governance: ['Council.review', 'Council.vote', 'constitutional.hash_mismatch', 'keys.rotate'],
  'circuit-breaker': Array<string>(3).fill('circuit_breaker.ControlAPI'),
  'health-and-validation': [],
  errors: ['shop.pay'],
  'deferred-spans': ['import.file', 'import.read'],
  programs: ['checks.prepare', 'checks.report', 'node', 'node', 'node check'],
  runs: ['run', 'runs.attempt', 'runs.plan', 'runs.send', 'runs.send', 'runs.step', 'runs.step', 'runs.work'],
  // The rest is a trace of its own, at the test's own receiver.
  'self-test': ['self_test.export'],
  'nest-application': ['GET', 'GET /orders/:id'],
  'nest-module': ['GET', 'GET', 'GET', 'GET /prices/:id'],
};

// Processes take their time on a busy machine.
jest.setTimeout(60_000);

describe('the examples', () => {
  it('are all run', () => {
    expect(files.map((file) => basename(file, '.ts'))).toEqual(Object.keys(SPANS).toSorted());
  });

  it.each(Object.entries(SPANS))('%s', async (name, expected) => {
    await using sentry = await SentryServer.start();
    const spans = await spansOfExample(name, name === 'errors' ? { SENTRY_DSN: sentry.dsn } : {});
    expect(sentry.envelopes.length > 0).toBe(name === 'errors');
    expect(spans.map((span) => span.name).toSorted()).toEqual(expected);
  });
});

describe('README.md', () => {
  const readme = readFileSync(`${FOLDER}README.md`, 'utf8');
  const blocks = [...readme.matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```$/gm)].map(([, code = '']) =>
    withoutIndentation(code),
  );

  it('shows code', () => {
    expect(blocks.length).toBeGreaterThan(5);
  });

  it.each(blocks.map((code) => [code.split('\n', 3).join(' ').slice(0, 70), code]))(
    'shows what an example does: %s',
    (_beginning, code) => {
      expect(texts.filter((text) => text.includes(code))).toHaveLength(1);
    },
  );
});
