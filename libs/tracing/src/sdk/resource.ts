import type { Resource } from '@opentelemetry/resources';
import { CONSTITUTIONAL_HASH } from '../governance/compliance.js';
import { constitutionalHash } from '../governance/policy-hash.js';
import { getPrivacyFilter } from '../privacy/configured-filter.js';
import { resources } from './packages.js';
import { type Environment, text } from '../config/readers.js';
import { givenAttributes } from './resource-attributes.js';

export interface ServiceIdentity {
  readonly serviceName: string;
  readonly serviceVersion?: string | undefined;
  readonly environment?: string | undefined;
}

/** What is said of the service with every span and metric: options, then OTEL_RESOURCE_ATTRIBUTES, then the other variables. */
export function resourceOf(identity: ServiceIdentity, env: Environment): Resource {
  const { defaultResource, resourceFromAttributes } = resources();
  const given = givenAttributes(env);
  const deployed =
    identity.environment ??
    given['deployment.environment.name'] ??
    given['deployment.environment'] ??
    text(env, 'ENVIRONMENT') ??
    'development';
  return defaultResource().merge(
    resourceFromAttributes(
      getPrivacyFilter().filterAttributes({
        'service.namespace': 'throughline',
        ...given,
        'service.name': identity.serviceName,
        'service.version':
          identity.serviceVersion ?? given['service.version'] ?? text(env, 'SERVICE_VERSION') ?? '1.0.0',
        'deployment.environment.name': deployed,
        'service.environment': deployed,
        'process.pid': process.pid,
        ...hashAttribute(),
      }),
    ),
  );
}

/** Every span says which policy its process was started under. */
function hashAttribute(): Record<string, string> {
  const hash = constitutionalHash();
  return hash === undefined ? {} : { [CONSTITUTIONAL_HASH]: hash };
}

/** The attributes that are texts, for a journal that another process will read. */
export function textAttributes(resource: Resource): Record<string, string> {
  const entries = Object.entries(resource.attributes);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
