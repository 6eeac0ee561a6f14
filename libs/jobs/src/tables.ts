import type { TableSet } from '@throughline/persistence';
import { CreateJobs1764000000001 } from './migrations/1764000000001-create-jobs.js';
import { KeepAnswers1764000000011 } from './migrations/1764000000011-keep-answers.js';

/** `jobs`, for `PersistenceModule.forRoot({ tables: [jobsTables] })`. */
export const jobsTables: TableSet = {
  entities: [],
  migrations: [CreateJobs1764000000001, KeepAnswers1764000000011],
};
