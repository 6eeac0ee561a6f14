import type { ServiceOptions } from '../service-options.js';
import type { ServicePart } from './service-part.js';

/** Loads the parts that a service asks for, in the order in which they start and stop. */
export async function loadParts(options: ServiceOptions): Promise<readonly ServicePart[]> {
  const { service, database } = options;
  const messages = messagingOf(options);
  if (database === undefined) {
    if (messages !== undefined || options.jobs === true) {
      throw new TypeError(`${service} asks for messaging or jobs, which need a database`);
    }
    return [];
  }
  const [{ databasePart }, messaging, jobs] = await Promise.all([
    import('./database.part.js'),
    messages === undefined ? undefined : import('./messaging.part.js'),
    options.jobs === true ? import('./jobs.part.js') : undefined,
  ]);
  const tables = [messaging?.messagingTables, jobs?.jobsTables].filter((set) => set !== undefined);
  return [
    databasePart(service, database, tables),
    messaging?.messagingPart({ service, ...messages }),
    jobs?.jobsPart(),
  ].filter((part) => part !== undefined);
}

const messagingOf = ({ messaging }: ServiceOptions): { fills?: readonly string[] } | undefined =>
  messaging === true ? {} : messaging === false ? undefined : messaging;
