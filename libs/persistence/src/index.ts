export { PersistenceModule, type PersistenceOptions } from './persistence.module.js';
export type { TableSet } from './table-set.js';
export { UnitOfWork, type PublishOptions } from './unit-of-work/unit-of-work.js';
export { UnitOfMany } from './unit-of-work/unit-of-many.js';
export { UnitsOfWork } from './unit-of-work/units-of-work.js';
export { isInUnitOfWork } from './unit-of-work/current-unit.js';
export { Outbox } from './unit-of-work/outbox.js';
export { type PendingMessage } from './unit-of-work/pending-message.js';
export {
  asDatabaseError,
  DatabaseUnavailableError,
  isDatabaseUnavailable,
  isTransactionConflict,
} from './database/database-errors.js';
export { queryPrepared } from './database/prepared-query.js';
export { storableJson, storableText } from './database/storable.js';
export { Retention, type RetentionOptions } from './retention/retention.js';
export { PERSISTENCE_SETTINGS } from './settings.js';
