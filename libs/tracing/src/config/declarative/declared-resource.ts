import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import type { ModelReader } from './model-reader.js';
import { type Variables, pairsText } from './variables.js';

/** `resource`, of which attributes can be texts. */
export function declaredResource(resource: ModelReader | undefined, variables: Variables): void {
  if (resource === undefined) return;
  const listed = parseKeyPairsIntoRecord(resource.text('attributes_list'));
  const named = resource.list('attributes').flatMap((attribute): [string, string][] => {
    const type = attribute.text('type') ?? 'string';
    if (type !== 'string') throw attribute.refused('type', 'is supported as string only');
    const [name, value] = [attribute.text('name'), attribute.text('value')];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  const text = pairsText({ ...listed, ...Object.fromEntries(named) });
  if (text !== '') variables.set('OTEL_RESOURCE_ATTRIBUTES', text, resource.path);
}
