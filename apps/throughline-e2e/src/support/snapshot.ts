import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestPlatform } from './platform.js';
import { field } from './run-trace.js';
import { filesUnder } from './stored-files.js';
import { messageCounts } from './stored-messages.js';
import { rowCounts } from './stored-rows.js';

/** All that a platform keeps: rows, messages, clones, workspaces, sandboxes and traces. */
export interface Stored {
  readonly rows: Readonly<Record<string, number>>;
  readonly messages: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, string>>;
}

export async function storedBy({ home }: TestPlatform): Promise<Stored> {
  const record: unknown = JSON.parse(await readFile(join(home, 'platform.json'), 'utf8'));
  const [rows, messages, files] = await Promise.all([
    rowCounts(String(field(record, 'databaseUrl'))),
    messageCounts(String(field(record, 'rabbitUrl'))),
    filesUnder(home, ['git', 'traces', 'sandbox']),
  ]);
  return { rows, messages, files };
}
