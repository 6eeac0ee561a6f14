import { ThroughlineError } from '@throughline/contracts';

/** The schema of a service: its name with underscores. It goes into statements as it is, so its form is strict. */
export function schemaName(text: string): string {
  const name = text.replaceAll('-', '_');
  if (/^[a-z][a-z0-9_]{0,47}$/.test(name)) return name;
  const message = `${JSON.stringify(text)} cannot name a schema: use lower-case letters, digits and dashes`;
  throw new ThroughlineError('schema_name_invalid', 'internal', message);
}
