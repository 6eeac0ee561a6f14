import type { TableSet } from '@throughline/persistence';
import { CreateMessaging1764000000000 } from './migrations/1764000000000-create-messaging.js';

/** `outbox` and `inbox`, for `PersistenceModule.forRoot({ tables: [messagingTables] })`. */
export const messagingTables: TableSet = { entities: [], migrations: [CreateMessaging1764000000000] };
