import { isDeepStrictEqual } from 'node:util';

/** The options of a start; what else a Nest module is told holds from then on. */
const OPTIONS: readonly string[] = [
  'serviceName',
  'serviceVersion',
  'environment',
  'home',
  'baggageHosts',
  'runCreation',
  'trust',
];

/** What to say of a second start that wants other things than the first one; undefined where it wants the same. */
export function secondStartWarning(first: object, second: object): string | undefined {
  const wanted = Object.entries(second).filter(
    ([name, value]) => OPTIONS.includes(name) && value !== undefined,
  );
  const others = wanted.filter(([name, value]) => !isDeepStrictEqual(Reflect.get(first, name), value));
  if (others.length === 0) return undefined;
  const names = others.map(([name]) => name).join(', ');
  return `tracing is running already, so that ${names} of the second initializeTracing, or of TracingModule, changes nothing: give it to the first one, or set its variable before the program starts`;
}
