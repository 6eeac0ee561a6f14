import { getLogger } from '@throughline/tracing';
import type pg from 'pg';
import { localSecret } from './local-secret.js';
import { ensureRole, handOver, mayCreateRoles, roleFor } from './service-role.js';

/**
 * Creates the schema, and a role that sees nothing else where the given user may create roles.
 * @returns the URL to work with: as that role, else as the given user
 */
export async function prepareSchema(admin: pg.Client, url: string, schema: string): Promise<string> {
  await createSchema(admin, schema);
  const secret = await localSecret();
  if (secret === undefined)
    return asGivenUser(url, schema, 'there is no local token to derive its password from');
  if (!(await mayCreateRoles(admin)))
    return asGivenUser(url, schema, 'the given database user may not create roles');
  const role = roleFor(databaseOf(admin), schema, secret);
  await ensureRole(admin, role, schema);
  await handOver(admin, role, schema);
  return urlFor(url, role.name, role.password);
}

async function createSchema(admin: pg.Client, schema: string): Promise<void> {
  // CREATE SCHEMA IF NOT EXISTS asks for the right to create even where there is nothing to do.
  const { rows } = await admin.query<{ there: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS there', [
    schema,
  ]);
  if (rows[0]?.there !== true) await admin.query(`CREATE SCHEMA ${schema}`);
}

function asGivenUser(url: string, schema: string, reason: string): string {
  getLogger('persistence').warn({ schema }, `no database role of its own for this service: ${reason}`);
  return url;
}

const databaseOf = (admin: pg.Client): string => admin.database ?? 'postgres';

function urlFor(url: string, user: string, password: string): string {
  const own = new URL(url);
  own.username = user;
  own.password = password;
  return own.href;
}
