import { MAX_REPLICAS, REPLICA_DISTANCE, replicasVariable, SINGLE_SERVICES } from './replicas.js';
import { DEFAULT_PORT_BASE, type PlatformPart, PORT_OFFSETS, portVariable, SERVICES } from './services.js';

/** A variable that a part of the platform reads. */
export interface PortSetting {
  readonly env: string;
  readonly default: number;
  readonly description: string;
}

const isPart = (name: string): name is PlatformPart => name in PORT_OFFSETS;

/** Every environment variable that `portOf`, `portsOf` and `ownReplica` read. */
export const PORT_SETTINGS: readonly PortSetting[] = [
  {
    env: 'THROUGHLINE_PORT_BASE',
    default: DEFAULT_PORT_BASE,
    description: 'The port of the gateway; every other part has its distance from it.',
  },
  ...Object.keys(PORT_OFFSETS)
    .filter(isPart)
    .map((part) => ({
      env: portVariable(part),
      default: DEFAULT_PORT_BASE + PORT_OFFSETS[part],
      description: `The port of ${part} on 127.0.0.1.`,
    })),
  {
    env: 'THROUGHLINE_REPLICAS',
    default: 1,
    description: `How many processes of each service there are, 1 to ${MAX_REPLICAS}; of trace-analyzer always one. Their ports are ${REPLICA_DISTANCE} apart.`,
  },
  ...SERVICES.map((service) => ({
    env: replicasVariable(service),
    default: 1,
    description: SINGLE_SERVICES.includes(service)
      ? `1: two processes of ${service} cannot share its files.`
      : `How many processes of ${service} there are, where it is not as many as of the others.`,
  })),
  {
    env: 'THROUGHLINE_REPLICA',
    default: 1,
    description: 'Which of the processes of its service this one is; set by the supervisor.',
  },
];
