import { join } from 'node:path';
import { readJournals } from './journal-reader.js';

/** What this service's processes, past ones too, have recorded of a trace. */
export interface TraceJournal {
  /** Ids of all spans started. */
  readonly created: string[];
  /** How many of them have not ended or are not yet acknowledged by the receiver. */
  readonly live: number;
}

/** The folder with the journals of all processes of a service. */
export class JournalFolder {
  constructor(readonly path: string) {}

  static of(home: string, service: string): JournalFolder {
    return new JournalFolder(join(home, 'journals', service));
  }

  journalOf(traceId: string): Promise<TraceJournal> {
    return readJournals(this.path, traceId);
  }
}
