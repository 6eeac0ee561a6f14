import { type ServiceName, portOf } from '@throughline/contracts';

/** What all services are told, besides what the person has set. */
export interface ServiceSettings {
  readonly home: string;
  /** Where files lie that unprivileged users must reach; mostly the state folder itself. */
  readonly dataHome: string;
  readonly databaseUrl: string;
  readonly rabbitUrl: string;
  readonly bubblewrap: string | undefined;
  readonly compileCache: string;
}

const PROVIDER_KEY = /_API_KEY$/;

/**
 * The environment of a service: the person's own, so that every setting reaches its service, and what the
 * platform knows. The keys of model providers go to model-router alone, the one that talks to them.
 */
export function serviceEnvironment(
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  settings: ServiceSettings,
): NodeJS.ProcessEnv {
  const mayHold = (name: string): boolean => service === 'model-router' || !PROVIDER_KEY.test(name);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => mayHold(name)));
  const { bubblewrap } = settings;
  return {
    NODE_COMPILE_CACHE: settings.compileCache,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf('trace-analyzer', env)}`,
    ...own,
    SERVICE_NAME: service,
    THROUGHLINE_HOME: settings.home,
    THROUGHLINE_DATA_HOME: settings.dataHome,
    DATABASE_URL: settings.databaseUrl,
    RABBITMQ_URL: settings.rabbitUrl,
    ...(bubblewrap === undefined ? {} : { THROUGHLINE_BWRAP: bubblewrap }),
  };
}
