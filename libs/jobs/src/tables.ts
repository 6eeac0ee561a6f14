import type { TableSet } from '@throughline/persistence';
import { CreateJobs1764000000001 } from './migrations/1764000000001-create-jobs.js';

/** `jobs`, for `PersistenceModule.forRoot({ tables: [jobsTables] })`. */
export const jobsTables: TableSet = { entities: [], migrations: [CreateJobs1764000000001] };
