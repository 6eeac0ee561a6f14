import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { RunningChild } from '../fixtures/running-child.js';

const GEN_AI = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'];
const HTTP = ['method', 'handler', 'status'];

/** Each metric that is promised, with the names of its labels and one of its lines after the traffic below. */
const PROMISED: readonly (readonly [name: string, labels: readonly string[], line: RegExp])[] = [
  ['spans_created_total', [], /[1-9]\d*$/],
  ['spans_exported_total', ['exporter'], /exporter="otlp"\} [1-9]/],
  ['trace_errors_total', ['kind'], /kind="export"\} [1-9]/],
  ['exporter_up', ['exporter'], /exporter="otlp"\} 1$/],
  ['llm_requests_total', ['model', 'provider', 'status'], /status="ok"\} 2$/],
  ['llm_requests_total', ['model', 'provider', 'status'], /model="m1",provider="acme",status="error"\} 1$/],
  ['llm_tokens_total', ['model', 'provider', 'kind'], /kind="input"\} 15$/],
  ['llm_tokens_total', ['model', 'provider', 'kind'], /kind="cached"\} 4$/],
  ['gen_ai_client_token_usage_sum', [...GEN_AI, 'gen_ai_token_type'], /gen_ai_token_type="input"\} 15$/],
  ['gen_ai_client_operation_duration_count', GEN_AI, /gen_ai_request_model="m1"\} 2$/],
  ['gen_ai_client_operation_duration_count', [...GEN_AI, 'error_type'], /error_type="TypeError"\} 1$/],
  ['gen_ai_client_operation_time_to_first_chunk_count', GEN_AI, / 1$/],
  ['http_requests_total', HTTP, /method="GET",handler="\/do\/models",status="200"\} 1$/],
  ['http_requests_total', HTTP, /handler="\/do\/access",status="401"\} 1$/],
  ['http_request_duration_seconds_count', HTTP, /handler="\/do\/agents",status="200"\} 1$/],
  [
    'http_request_duration_seconds_bucket',
    [...HTTP, 'le'],
    /handler="\/do\/agents",status="200",le="30"\} 1$/,
  ],
  ['http_requests_in_flight', [], / 1$/],
  ['agent_calls_total', ['agent', 'status'], /agent="coder",status="ok"\} 1$/],
  ['agent_call_duration_seconds_sum', ['agent'], /agent="coder"\} 4$/],
  ['agent_errors_total', ['agent', 'kind'], /agent="coder",kind="timeout"\} 1$/],
  ['circuit_breaker_state', ['name', 'agent', 'state'], /name="git",agent="git",state="open"\} 1$/],
  ['circuit_breaker_state', ['name', 'agent', 'state'], /name="git",agent="git",state="closed"\} 0$/],
  ['circuit_breaker_opened_total', ['name'], /name="git"\} 1$/],
  ['cache_requests_total', ['name'], /name="prices"\} 2$/],
  ['cache_hits_total', ['name'], /name="prices"\} 1$/],
  ['auth_failures_total', ['reason'], /reason="missing_token"\} 1$/],
  ['constitutional_hash_mismatch', [], / 1$/],
  ['constitutional_compliance_rate', [], / 0\.\d+$/],
  ['process_cpu_seconds_total', [], / \d/],
  ['process_resident_memory_bytes', [], / [1-9]\d+$/],
  ['nodejs_heap_size_used_bytes', [], / [1-9]\d+$/],
  ['nodejs_eventloop_lag_p99_seconds', [], / \d/],
];

describe('the promised metrics, at /metrics of an application after its requests', () => {
  let receiver: OtlpReceiver;
  let app: RunningChild;
  let lines: string[];

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers });
  const scrape = async (): Promise<string[]> => (await (await get('/metrics')).text()).split('\n');

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    receiver.status = 503;
    app = await RunningChild.start('measured-app', [], {
      SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      CONSTITUTIONAL_HASH: 'cdd01ef066bc6cf2',
      LOG_LEVEL: 'silent',
    });
    const paths = ['models', 'agents', 'cache', 'breaker', 'access', 'governed'];
    for (const path of paths) await (await get(`/do/${path}`)).text();
    await get('/do/governed', { 'constitutional-hash': 'aaaaaaaaaaaaaaaa' });
    while (!(await scrape()).some((line) => line.startsWith('trace_errors_total'))) await delay(50);
    receiver.status = 200;
    while (!(await scrape()).includes('exporter_up{exporter="otlp"} 1')) await delay(50);
    lines = await scrape();
  }, 30_000);
  afterAll(async () => {
    app.child.kill('SIGKILL');
    await receiver.stop();
  });

  it.each(PROMISED)('%s %j', (name, labels, expected) => {
    const series = lines.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    const found = series.filter((line) => expected.test(line));
    expect({ name, series, found: found.length }).toMatchObject({ found: 1 });
    expect(labelsOf(found[0] ?? '')).toEqual([...labels].sort());
  });
});

/** The names of a line's labels. */
const labelsOf = (line: string): string[] =>
  [...line.matchAll(/[{,](\w+)="/g)].map(([, label]) => label ?? '').sort();
