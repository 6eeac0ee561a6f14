import { DEFAULT_PORT_BASE, type PlatformPart, PORT_OFFSETS, portVariable } from './services.js';

/** A variable that a part of the platform reads. */
export interface PortSetting {
  readonly env: string;
  readonly default: number;
  readonly description: string;
}

const isPart = (name: string): name is PlatformPart => name in PORT_OFFSETS;

/** Every environment variable that `portOf` reads. */
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
];
