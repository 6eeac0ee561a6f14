import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';

export interface ServiceRole {
  readonly name: string;
  readonly password: string;
}

/**
 * Roles belong to the whole cluster, schemas to a database: the name tells both. The password follows from the local
 * token, so that it needs no place of its own and only this user can know it.
 */
export function roleFor(database: string, schema: string, secret: string): ServiceRole {
  const mark = createHash('sha256').update(`${database}\n${schema}`).digest('hex').slice(0, 10);
  const name = `${schema.slice(0, 50)}_${mark}`;
  return { name, password: createHmac('sha256', secret).update(`database role ${name}`).digest('base64url') };
}

export async function mayCreateRoles(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ may: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]?.may === true;
}

/** Creates the role, or sets its password anew, and lets it into its schema. */
export async function ensureRole(admin: pg.Client, role: ServiceRole, schema: string): Promise<void> {
  await admin.query('BEGIN');
  // All services start at once and grant on the same database: Postgres refuses the slower of two such writers.
  await admin.query(`SELECT pg_advisory_xact_lock(hashtext('throughline'), hashtext('service roles'))`);
  await grant(admin, role, schema);
  await admin.query('COMMIT');
}

async function grant(admin: pg.Client, role: ServiceRole, schema: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(`${verb} ROLE ${role.name} LOGIN PASSWORD ${pg.escapeLiteral(role.password)}`);
  const database = pg.escapeIdentifier(admin.database ?? 'postgres');
  await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${role.name}`);
  await admin.query(`GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${role.name}`);
}

/** Tables of a start without a role of its own change hands, else the role could not migrate them. */
export async function handOver(admin: pg.Client, role: ServiceRole, schema: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
      WHERE c.relnamespace = to_regnamespace($1) AND c.relkind IN ('r', 'p') AND o.rolname <> $2`,
    [schema, role.name],
  );
  for (const { name } of rows)
    await admin.query(`ALTER TABLE ${schema}.${pg.escapeIdentifier(name)} OWNER TO ${role.name}`);
}
