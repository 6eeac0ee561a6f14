import { text } from '../config/readers.js';
import { runTraced } from './child-program.js';
import { SELF_TEST_SERVICE } from './self-test-names.js';
import type { SelfTestPart } from './self-test-report.js';

/** Any of these says where spans go. */
const RECEIVER_SETTINGS = [
  'OTEL_CONFIG_FILE',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTLP_ENDPOINT',
  'JAEGER_ENDPOINT',
  'ZIPKIN_ENABLED',
];

/** Exports one span with the settings of whoever asks, to the receiver that they name. */
export async function judgedExport(
  env: NodeJS.ProcessEnv,
  cwd: string,
  timeoutMs: number,
): Promise<SelfTestPart> {
  const name = 'export';
  if (text(env, ...RECEIVER_SETTINGS) === undefined)
    return { name, status: 'skipped', detail: 'no receiver of traces is configured' };
  // Without a state folder: the test's span is to go out, not into a journal.
  const { THROUGHLINE_HOME: _home, ...settings } = env;
  try {
    const answer = await runTraced({
      program: 'export-probe',
      env: { ...settings, SERVICE_NAME: SELF_TEST_SERVICE, OTEL_SERVICE_NAME: SELF_TEST_SERVICE },
      ...{ cwd, input: '', timeoutMs },
    });
    return { name, ...outcomeOf(answer) };
  } catch (error) {
    return { name, status: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

function outcomeOf(answer: unknown): Pick<SelfTestPart, 'status' | 'detail'> {
  if (valueOf(answer, 'isEnabled') === false) return { status: 'skipped', detail: 'tracing is turned off' };
  const exporter = valueOf(answer, 'exporter');
  const details = valueOf(exporter, 'details');
  const each = typeof details === 'object' && details !== null ? Object.entries(details) : [];
  const states = each.map(([exporterName, state]) => `${exporterName} ${String(state)}`).join(', ');
  const isGood = valueOf(exporter, 'status') === 'healthy' && each.some(([, state]) => state === 'up');
  if (isGood) return { status: 'passed', detail: states };
  return { status: 'failed', detail: [states, valueOf(exporter, 'reason')].filter(Boolean).join(': ') };
}

const valueOf = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined;
