import type { ServiceOptions } from '../service-options.js';
import type { ServicePart } from './service-part.js';

/** Loads the parts that a service asks for, in the order in which they start and stop. */
export async function loadParts({ service, database }: ServiceOptions): Promise<readonly ServicePart[]> {
  if (database === undefined) return [];
  const { databasePart } = await import('./database.part.js');
  return [databasePart(service, database, [])];
}
