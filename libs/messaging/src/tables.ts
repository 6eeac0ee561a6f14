import type { TableSet } from '@throughline/persistence';
import { CreateBegunHandlings1764000000012 } from './migrations/1764000000012-create-begun-handlings.js';
import { CreateDeadLetters1764000000010 } from './migrations/1764000000010-create-dead-letters.js';
import { CreateMessaging1764000000000 } from './migrations/1764000000000-create-messaging.js';

/** `outbox`, `inbox` and what is kept of dead letters, for `PersistenceModule.forRoot({ tables: [messagingTables] })`. */
export const messagingTables: TableSet = {
  entities: [],
  migrations: [
    CreateMessaging1764000000000,
    CreateDeadLetters1764000000010,
    CreateBegunHandlings1764000000012,
  ],
};
