import type { TracingSetting } from '../config/tracing-setting.js';

/** What spans of calls to models may say. */
export const LLM_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
    default: 'false',
    description: 'Whether spans of model calls hold what was said, with what is secret in it masked.',
  },
];
