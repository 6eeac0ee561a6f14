import { PORT_SETTINGS } from '@throughline/contracts';
import type { SettingOptions } from './setting.js';

/** What every service reads besides its own config class. */
export const HOST_SETTINGS: readonly SettingOptions[] = [
  { env: 'THROUGHLINE_HOME', description: 'Absolute path of the state folder, where the local token is.' },
  ...PORT_SETTINGS,
  {
    env: 'THROUGHLINE_SUPERVISED',
    default: false,
    description:
      'Set to 1 by a supervisor without a channel of messages: the service ends when its standard input closes.',
  },
];
