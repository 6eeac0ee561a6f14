import type { Instrumentation } from '@opentelemetry/instrumentation';
import { pgInstrumentation } from '../database/pg-instrumentation.js';
import { httpInstrumentation } from '../http/http-instrumentation.js';
import type { TracedRequests } from '../http/traced-requests.js';
import type { Environment } from '../config/readers.js';
import { amqpInstrumentation } from '../messaging/amqp-instrumentation.js';
import { childProcessInstrumentation } from '../process/child-process-instrumentation.js';
import { noteOutgoingHost } from '../propagation/outgoing-host.js';
import { type InstrumentationName, enabledInstrumentations } from './enabled-instrumentations.js';
import { undiciInstrumentation } from './packages.js';

type Making = (requests: TracedRequests) => Instrumentation;

/** Spans without a line of code: HTTP in and out, Postgres, RabbitMQ, child processes. */
const MAKING: Readonly<Record<InstrumentationName, Making>> = {
  http: httpInstrumentation,
  undici: ({ isUntracedHost }) =>
    new (undiciInstrumentation().UndiciInstrumentation)({
      ignoreRequestHook: ({ origin }) => {
        const host = URL.canParse(origin) ? new URL(origin).hostname : '';
        noteOutgoingHost(host);
        return isUntracedHost?.(host) ?? false;
      },
    }),
  pg: pgInstrumentation,
  amqplib: () => amqpInstrumentation(),
  child_process: () => childProcessInstrumentation(),
};

export const instrumentations = (requests: TracedRequests, env: Environment): Instrumentation[] =>
  enabledInstrumentations(env).map((name) => MAKING[name](requests));
