import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ownPort } from '@throughline/contracts';
import { refuseClientError } from '../http/client-error.js';
import { drainConnections } from '../http/drain-connections.js';
import { parseJsonBodies } from '../http/json-body.js';
import { installRequestHooks } from '../http/request-hooks.js';
import { noSchemas } from '../http/no-schemas.js';
import { refuseUrl } from '../http/refuse-url.js';
import { SERVICE_PARTS, type ServicePart } from '../parts/service-part.js';
import { DEFAULT_BODY_LIMIT, SERVICE_OPTIONS, type ServiceOptions } from '../service-options.js';
import { NestLogger } from './nest-logger.js';
import { PortInUseError } from './lifecycle.errors.js';
import { ServiceLifecycle } from './service-lifecycle.js';

/** Where a service is to listen. */
export interface StartOptions {
  /** Default: the one of this process of the service; 0 takes any free one. */
  readonly port?: number;
}

/** A service that takes work, until `stop`. */
export interface RunningService {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Takes no more work, finishes or hands back what it has, and closes. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a service in this process. `hostService` adds what belongs to the process itself: signals and exit codes. */
export async function startService(
  AppModule: Type<object>,
  { port }: StartOptions = {},
): Promise<RunningService> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, createAdapter(), {
    logger: new NestLogger(),
    abortOnError: false,
    bodyParser: false,
  });
  const options = app.get<ServiceOptions>(SERVICE_OPTIONS);
  const parts = app.get<readonly ServicePart[]>(SERVICE_PARTS);
  try {
    configureFastify(app, options);
    const chosen = port ?? ownPort(options.service);
    await app.listen({ port: chosen, host: HOST, backlog: 511 }).catch((error: unknown) => {
      throw PortInUseError.from(error, options.service, chosen);
    });
    for (const part of parts) await part.start?.(app);
  } catch (error) {
    await app.close();
    throw error;
  }
  app.get(ServiceLifecycle).becomeReady();
  return { app, url: await app.getUrl(), stop: () => stop(app, parts) };
}

const createAdapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: DEFAULT_BODY_LIMIT,
    // Longer than clients keep theirs: the side that closes an idle connection must be the one that sends.
    keepAliveTimeout: 30_000,
    requestTimeout: 60_000,
    connectionTimeout: 0,
    schemaController: noSchemas,
    clientErrorHandler: refuseClientError,
    frameworkErrors: refuseUrl,
    routerOptions: { maxParamLength: 200 },
  });

function configureFastify(
  app: NestFastifyApplication,
  { bodyLimit, fastify: configure }: ServiceOptions,
): void {
  const fastify = app.getHttpAdapter().getInstance();
  if (bodyLimit !== undefined) {
    fastify.addHook('onRoute', (route) => {
      route.bodyLimit ??= bodyLimit;
    });
  }
  drainConnections(fastify, app.get(ServiceLifecycle));
  installRequestHooks(fastify);
  parseJsonBodies(fastify);
  configure?.(fastify);
}

async function stop(app: NestFastifyApplication, parts: readonly ServicePart[]): Promise<void> {
  app.get(ServiceLifecycle).drain();
  for (const part of parts) await part.stop?.((token) => app.get(token, { strict: false }));
  await app.close();
}
