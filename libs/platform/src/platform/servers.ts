import {
  type PrivateServer,
  type InfrastructureSettings,
  privateBroker,
  privatePostgres,
} from './private-servers.js';
import type { PartGroup } from '../supervisor/part-group.js';

/** Postgres and RabbitMQ: the person's own, named by their URLs, or private ones. */
export interface Servers {
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly databaseReady: Promise<void>;
  readonly rabbitReady: Promise<void>;
}

/** Names of the private parts in the order in which they are ended. */
export const SERVER_RANKS = [['postgres', 'rabbitmq'], ['rabbitmq-epmd']] as const;

/** The parts whose ports must be free. */
export function privateParts(env: NodeJS.ProcessEnv): ('postgres' | 'rabbitmq')[] {
  return [
    ...(env['DATABASE_URL'] ? [] : ['postgres' as const]),
    ...(env['RABBITMQ_URL'] ? [] : ['rabbitmq' as const]),
  ];
}

/** Begins to start both at once; answers with their addresses as soon as these are known. */
export async function startServers(settings: InfrastructureSettings, parts: PartGroup): Promise<Servers> {
  const { DATABASE_URL, RABBITMQ_URL } = settings.env;
  const [database, broker] = await Promise.all([
    DATABASE_URL ? theirOwn(DATABASE_URL) : privatePostgres(settings).then((server) => begin(server, parts)),
    RABBITMQ_URL ? theirOwn(RABBITMQ_URL) : privateBroker(settings).then((server) => begin(server, parts)),
  ]);
  return {
    databaseUrl: database.url,
    rabbitUrl: broker.url,
    databaseReady: database.ready,
    rabbitReady: broker.ready,
  };
}

interface Beginning {
  readonly url: string;
  readonly ready: Promise<void>;
}

const theirOwn = (url: string): Beginning => ({ url, ready: Promise.resolve() });

function begin({ url, parts: definitions }: PrivateServer, parts: PartGroup): Beginning {
  const ready = inOrder(definitions, parts);
  ready.catch(() => undefined);
  return { url, ready };
}

async function inOrder(definitions: PrivateServer['parts'], parts: PartGroup): Promise<void> {
  for (const definition of definitions) await parts.start(definition);
}
