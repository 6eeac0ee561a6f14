// A process with the settings of whoever asked: exports one span to where they say, and tells whether it has arrived.
import { getTracingHealth } from '../health/tracing-health.js';
import { initializeTracing } from '../sdk/initialize.js';
import { traceOperation } from '../spans/operation.js';

const tracing = initializeTracing();
traceOperation('self_test.export', {}, () => undefined);
await tracing.flush();
const { isEnabled, checks } = getTracingHealth();
process.stdout.write(`${JSON.stringify({ isEnabled, exporter: checks.exporter ?? null })}\n`);
process.exit();
