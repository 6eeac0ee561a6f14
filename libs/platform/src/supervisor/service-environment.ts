import { type ServiceName, portOf } from '@throughline/contracts';
import { jaegerReceiver, namesReceiver, receiverHeaders } from './span-receiver.js';

/** What all services are told, besides what the person has set. */
export interface ServiceSettings {
  readonly home: string;
  /** Where files lie that unprivileged users must reach; mostly the state folder itself. */
  readonly dataHome: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  /** The local token: trace-analyzer takes spans from those who know it. */
  readonly token: string;
  readonly bubblewrap: string | undefined;
  readonly compileCache: string;
  /** Where a Jaeger takes spans, when one runs beside the platform. */
  readonly jaegerEndpoint?: string | undefined;
}

const PROVIDER_KEY = /_API_KEY$/;

/** They hold no passwords of servers that they never call. */
const WITHOUT_SERVERS: readonly ServiceName[] = ['api-gateway', 'model-router', 'trace-analyzer'];
const SERVERS = ['DATABASE_URL', 'RABBITMQ_URL'];

/**
 * The environment of a service: the person's own, so that every setting reaches its service, and what the
 * platform knows. The keys of model providers go to model-router alone, the one that talks to them.
 */
export function serviceEnvironment(
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  settings: ServiceSettings,
): NodeJS.ProcessEnv {
  const mayHold = (name: string): boolean =>
    (service === 'model-router' || !PROVIDER_KEY.test(name)) && !SERVERS.includes(name);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => mayHold(name)));
  const { bubblewrap, jaegerEndpoint } = settings;
  return {
    NODE_COMPILE_CACHE: settings.compileCache,
    // glibc keeps up to eight heaps for each processor, and gives back little of them: threads of libuv spread over them.
    MALLOC_ARENA_MAX: '2',
    ...own,
    ...receiver(env, settings.token),
    ...(jaegerEndpoint === undefined ? {} : jaegerReceiver(env, jaegerEndpoint)),
    SERVICE_NAME: service,
    THROUGHLINE_HOME: settings.home,
    THROUGHLINE_DATA_HOME: settings.dataHome,
    ...(WITHOUT_SERVERS.includes(service)
      ? {}
      : { DATABASE_URL: settings.databaseUrl, RABBITMQ_URL: settings.rabbitUrl }),
    ...(bubblewrap === undefined ? {} : { THROUGHLINE_BWRAP: bubblewrap }),
  };
}

/** Spans go to trace-analyzer, unless the person has named a receiver: that one never gets the token. */
function receiver(env: NodeJS.ProcessEnv, token: string): NodeJS.ProcessEnv {
  if (namesReceiver(env)) return {};
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf('trace-analyzer', env)}`,
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: receiverHeaders(token),
  };
}
