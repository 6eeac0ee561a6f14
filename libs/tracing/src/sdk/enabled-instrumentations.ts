import { type Environment, text } from '../config/readers.js';

/** What is traced without a line of code, by the names that OpenTelemetry has for it. */
export const INSTRUMENTATIONS = ['http', 'undici', 'pg', 'amqplib', 'child_process'] as const;

export type InstrumentationName = (typeof INSTRUMENTATIONS)[number];

/** All but those in OTEL_NODE_DISABLED_INSTRUMENTATIONS, which may name others too: those of OpenTelemetry that are not here. */
export function enabledInstrumentations(env: Environment): readonly InstrumentationName[] {
  const listed = text(env, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS')?.split(',') ?? [];
  const disabled = new Set(listed.map((name) => name.trim()));
  return INSTRUMENTATIONS.filter((name) => !disabled.has(name));
}
