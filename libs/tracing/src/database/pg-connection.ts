import type { Attributes } from '@opentelemetry/api';

const known = new WeakMap<object, Attributes>();

/** Which database a client of pg talks to. */
export function connectionAttributes(client: object): Attributes {
  const found = known.get(client);
  if (found !== undefined) return found;
  const parameters: unknown = Reflect.get(client, 'connectionParameters');
  const made = attributesOf(typeof parameters === 'object' && parameters !== null ? parameters : {});
  known.set(client, made);
  return made;
}

function attributesOf(parameters: object): Attributes {
  const attributes: Attributes = { 'db.system.name': 'postgresql' };
  const [database, host, port] = ['database', 'host', 'port'].map((key): unknown =>
    Reflect.get(parameters, key),
  );
  if (typeof database === 'string') attributes['db.namespace'] = database;
  if (typeof host === 'string') attributes['server.address'] = host;
  if (typeof port === 'number') attributes['server.port'] = port;
  return attributes;
}
