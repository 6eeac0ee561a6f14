import { runtime } from '../sdk/runtime.js';
import { JournalFolder, type TraceJournal } from './journal-folder.js';

/** A service whose journals lie in a state folder of this machine. */
export interface JournalOwner {
  readonly home: string;
  readonly service: string;
}

/**
 * What all processes of a service have recorded of a trace, ended processes too; empty where nothing is journalled.
 * @param owner default: this process's own service
 */
export async function journalOf(traceId: string, owner?: JournalOwner): Promise<TraceJournal> {
  const journal = owner === undefined ? runtime()?.journal : JournalFolder.of(owner.home, owner.service);
  return journal === undefined ? { created: [], live: 0 } : journal.journalOf(traceId);
}
