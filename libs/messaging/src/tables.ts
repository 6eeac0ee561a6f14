import type { TableSet } from '@throughline/persistence';
import { CreateDeadLetters1764000000010 } from './migrations/1764000000010-create-dead-letters.js';
import { CreateMessaging1764000000000 } from './migrations/1764000000000-create-messaging.js';

/** `outbox`, `inbox` and what is kept of dead letters, for `PersistenceModule.forRoot({ tables: [messagingTables] })`. */
export const messagingTables: TableSet = {
  entities: [],
  migrations: [CreateMessaging1764000000000, CreateDeadLetters1764000000010],
};
