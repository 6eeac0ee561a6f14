import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { RunId } from '@throughline/contracts';
import { field } from '../../support/run-trace.js';
import { ROOT } from '../../support/throughline.js';
import type { FaultPlatform } from './fault-platform.js';

const WATCHED = { runs: 'id', tasks: 'run_id', attempts: 'run_id' };
const TABLES = { runs: 'RUN_TRANSITIONS', tasks: 'TASK_TRANSITIONS', attempts: 'ATTEMPT_TRANSITIONS' };

/** Notes every change of a state that is committed, in a schema of the test's own. */
export async function auditStates(on: FaultPlatform): Promise<void> {
  await on.database.query(`
    CREATE SCHEMA audit;
    CREATE TABLE audit.changes (number bigserial, run_id uuid, what text, before text, after text);
    CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF OLD.state IS DISTINCT FROM NEW.state THEN
          INSERT INTO audit.changes (run_id, what, before, after)
          VALUES ((to_jsonb(NEW) ->> TG_ARGV[0])::uuid, TG_TABLE_NAME, OLD.state, NEW.state);
        END IF;
        RETURN NULL;
      END $$`);
  for (const [table, key] of Object.entries(WATCHED))
    await on.database.query(
      `CREATE TRIGGER audited AFTER UPDATE ON workflow_orchestrator.${table}
       FOR EACH ROW EXECUTE FUNCTION audit.note('${key}')`,
    );
}

/** Changes of the run's states that the tables of transitions do not have. */
export async function illegalChanges(on: FaultPlatform, runId: RunId): Promise<string[]> {
  const tables = await transitions();
  const changes = await on.rows(
    'SELECT what, before, after FROM audit.changes WHERE run_id = $1 ORDER BY number',
    [runId],
  );
  if (changes.length === 0) return ['no change of a state was seen'];
  return changes
    .filter(({ what, before, after }) => !isLegal(field(tables, String(what)), String(before), String(after)))
    .map(({ what, before, after }) => `${String(what)}: ${String(before)} -> ${String(after)}`);
}

/** One transaction may take two steps: what was rejected is ready and begun anew at once. */
const isLegal = (table: unknown, before: string, after: string): boolean =>
  next(table, before).some((state) => state === after || next(table, state).includes(after));

function next(table: unknown, state: string): string[] {
  const states = field(table, state);
  return Array.isArray(states) ? states.map(String) : [];
}

/** The orchestrator's own tables, as compiled. */
async function transitions(): Promise<Record<string, unknown>> {
  const file = join(ROOT, 'apps/workflow-orchestrator/dist/workflow/transitions.js');
  const module: unknown = await import(pathToFileURL(file).href);
  return Object.fromEntries(Object.entries(TABLES).map(([table, name]) => [table, field(module, name)]));
}
