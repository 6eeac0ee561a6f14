import { SERVICES, type ServiceName } from '@throughline/contracts';
import type { TestPlatform } from './platform.js';

type Promised = readonly [service: ServiceName | 'each', series: RegExp];

/** Series that stand at /metrics of a service after one good run, with all their labels. */
const PROMISED: readonly Promised[] = [
  ['each', /^spans_created_total [1-9]/],
  ['each', /^spans_exported_total\{exporter="\w+"\} \d/],
  ['each', /^exporter_up\{exporter="\w+"\} 1$/],
  ['each', /^http_requests_total\{method="GET",handler="\/metrics",status="200"\} [1-9]/],
  ['each', /^http_request_duration_seconds_bucket\{method="GET",handler="\/metrics",status="200",le="1"\} /],
  ['each', /^http_requests_in_flight [1-9]/],
  ['each', /^process_cpu_seconds_total \d/],
  ['each', /^process_resident_memory_bytes [1-9]/],
  ['each', /^nodejs_eventloop_lag_p99_seconds \d/],
  ['api-gateway', /^http_requests_total\{method="POST",handler="\/v1\/runs",status="202"\} [1-9]/],
  ['api-gateway', /^auth_failures_total\{reason="missing_token"\} 1$/],
  [
    'api-gateway',
    /^circuit_breaker_state\{name="workflow-orchestrator",agent="workflow-orchestrator",state="closed"\} 1$/,
  ],
  [
    'api-gateway',
    /^circuit_breaker_state\{name="workflow-orchestrator",agent="workflow-orchestrator",state="open"\} 0$/,
  ],
  ['workflow-orchestrator', /^workflow_runs_total\{state="accepted"\} 1$/],
  ['workflow-orchestrator', /^workflow_runs_total\{state="succeeded"\} 1$/],
  ['workflow-orchestrator', /^workflow_attempts_total\{result="passed"\} 3$/],
  ['workflow-orchestrator', /^workflow_attempts_total\{result="rejected"\} 1$/],
  ['workflow-orchestrator', /^workflow_task_duration_seconds_count 3$/],
  ['agent-runtime', /^agent_calls_total\{agent="agent-runtime",status="finished"\} 4$/],
  ['agent-runtime', /^agent_call_duration_seconds_count\{agent="agent-runtime"\} 4$/],
  ['model-router', /^llm_requests_total\{model="[^"]+",provider="scripted",status="ok"\} [1-9]/],
  ['model-router', /^llm_tokens_total\{model="[^"]+",provider="scripted",kind="output"\} [1-9]/],
  [
    'model-router',
    /^gen_ai_client_operation_duration_count\{gen_ai_operation_name="chat",gen_ai_provider_name="scripted",gen_ai_request_model="[^"]+"\} [1-9]/,
  ],
  [
    'model-router',
    /^gen_ai_client_token_usage_count\{gen_ai_operation_name="chat",gen_ai_provider_name="scripted",gen_ai_request_model="[^"]+",gen_ai_token_type="input"\} [1-9]/,
  ],
  ['git-worktree', /^cache_requests_total\{name="base_commits"\} [1-9]/],
  ['git-worktree', /^cache_hits_total\{name="base_commits"\} [1-9]/],
];

/** Those that are not there, each with the service that should have it. */
export async function missingMetrics(platform: TestPlatform): Promise<string[]> {
  await fetch(platform.url('api-gateway', '/v1/runs'), { signal: AbortSignal.timeout(10_000) });
  const read = async (service: ServiceName): Promise<[ServiceName, string[]]> => [
    service,
    (await (await platform.get(service, '/metrics')).text()).split('\n'),
  ];
  // The second look has counted the first.
  await Promise.all(SERVICES.map(read));
  const shown = await Promise.all(SERVICES.map(read));
  return PROMISED.flatMap(([where, series]) =>
    shown
      .filter(
        ([service, lines]) => [service, 'each'].includes(where) && !lines.some((line) => series.test(line)),
      )
      .map(([service]) => `${service} ${series.source}`),
  );
}
