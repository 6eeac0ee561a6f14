import { CONFIG_SETTINGS } from './config.settings.js';
import { ERROR_SETTINGS } from '../errors/errors.settings.js';
import { EXPORT_SETTINGS } from '../export/export.settings.js';
import { RECEIVER_SETTINGS } from '../export/receivers.settings.js';
import { GOVERNANCE_SETTINGS } from '../governance/governance.settings.js';
import { HTTP_SETTINGS } from '../http/http.settings.js';
import { JOURNAL_SETTINGS } from '../journal/journal.settings.js';
import { LLM_SETTINGS } from '../llm/llm.settings.js';
import { LOGGING_SETTINGS } from '../logging/logging.settings.js';
import { METRICS_SETTINGS } from '../metrics/metrics.settings.js';
import { PROPAGATION_SETTINGS } from '../propagation/propagation.settings.js';
import { SAMPLING_SETTINGS } from '../sampling/sampling.settings.js';
import { INSTRUMENTATION_SETTINGS } from '../sdk/instrumentation.settings.js';
import { SDK_SETTINGS } from '../sdk/sdk.settings.js';
import { SELF_TEST_SETTINGS } from '../self-test/self-test.settings.js';
import type { TracingSetting } from './tracing-setting.js';

export { duration, flag, oneOf, positiveInteger, positiveNumber, ratio, text } from './readers.js';
export { homeOf } from '../journal/home.js';
export { logLevel } from '../logging/log-level.js';
export { serviceName } from '../sdk/service-name.js';
export type { TracingSetting };

/** Every environment variable that this library reads itself; the OpenTelemetry SDK reads more of the OTEL_* family. */
export const TRACING_SETTINGS: readonly TracingSetting[] = [
  ...CONFIG_SETTINGS,
  ...SDK_SETTINGS,
  ...INSTRUMENTATION_SETTINGS,
  ...HTTP_SETTINGS,
  ...EXPORT_SETTINGS,
  ...RECEIVER_SETTINGS,
  ...SAMPLING_SETTINGS,
  ...PROPAGATION_SETTINGS,
  ...GOVERNANCE_SETTINGS,
  ...LLM_SETTINGS,
  ...METRICS_SETTINGS,
  ...JOURNAL_SETTINGS,
  ...LOGGING_SETTINGS,
  ...ERROR_SETTINGS,
  ...SELF_TEST_SETTINGS,
];
