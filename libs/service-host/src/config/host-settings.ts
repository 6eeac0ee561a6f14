import { PORT_OFFSETS, DEFAULT_PORT_BASE, SERVICES, portVariable } from '@throughline/contracts';
import type { SettingOptions } from './setting.js';

/** What every service reads besides its own config class. */
export const HOST_SETTINGS: readonly SettingOptions[] = [
  { env: 'THROUGHLINE_HOME', description: 'Absolute path of the state folder, where the local token is.' },
  {
    env: 'THROUGHLINE_PORT_BASE',
    default: DEFAULT_PORT_BASE,
    description: 'The port of the gateway; every other part has its distance from it.',
  },
  ...SERVICES.map((service) => ({
    env: portVariable(service),
    default: DEFAULT_PORT_BASE + PORT_OFFSETS[service],
    description: `The port of ${service} on 127.0.0.1.`,
  })),
  {
    env: 'THROUGHLINE_SUPERVISED',
    default: false,
    description: 'Set to 1 by the supervisor: the service ends when its standard input closes.',
  },
];
