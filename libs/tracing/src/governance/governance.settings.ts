import type { TracingSetting } from '../config/tracing-setting.js';

/** Under which policy the process works, and what it does with requests and messages of another one. */
export const GOVERNANCE_SETTINGS: readonly TracingSetting[] = [
  {
    env: 'CONSTITUTIONAL_POLICY_FILE',
    default: '',
    description: 'Policy document in YAML; its hash goes with requests, messages and governed spans.',
  },
  {
    env: 'CONSTITUTIONAL_HASH',
    default: '',
    description: 'The hash itself, 8 to 128 hex digits, instead of the document or to be equal to its hash.',
  },
  {
    env: 'CONSTITUTIONAL_VALIDATION_ENABLED',
    default: '',
    description: 'Whether the hash of what comes in is compared; true where there is a hash.',
  },
  {
    env: 'CONSTITUTIONAL_STRICT_MODE',
    default: 'false',
    description: 'Whether another hash is refused: a request with 412, a message as a dead letter.',
  },
];
