import { runtime } from '../sdk/runtime.js';
import type { TraceJournal } from './journal-folder.js';

/** What all processes of this service have recorded of a trace, ended processes too; empty where nothing is journalled. */
export async function journalOf(traceId: string): Promise<TraceJournal> {
  const journal = runtime()?.journal;
  return journal === undefined ? { created: [], live: 0 } : journal.journalOf(traceId);
}
