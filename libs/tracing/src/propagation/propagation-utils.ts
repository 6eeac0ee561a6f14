import {
  type Context,
  ROOT_CONTEXT,
  type TextMapPropagator,
  context as contexts,
  propagation,
} from '@opentelemetry/api';
import { isBaggageEgressAllowed } from '../context/suppression.js';
import { injectConstitutionalHash } from '../governance/constitutional-header.js';
import { enterErrorScope } from '../errors/failed-responses.js';
import { BaggageHosts } from './baggage-hosts.js';
import { type Carrier, carrierGetter, carrierSetter } from './carriers.js';
import { w3cPropagator } from './configured-propagator.js';

/** Where the headers go, and the context that they carry. */
export interface InjectOptions {
  /** The active one, when not given. */
  readonly context?: Context;
  /** The host that gets them: baggage goes along only to hosts of the allow-list. */
  readonly host?: string;
}

/** How contexts are written into and read from the headers of requests and messages. */
export interface PropagationUtils {
  readonly injectTraceContext: <Headers extends Record<string, unknown>>(
    headers: Headers,
    options?: InjectOptions,
  ) => Headers;
  readonly extractTraceContext: (headers: Carrier, onto?: Context) => Context;
  readonly injectHttp: <Headers extends Record<string, unknown>>(
    headers: Headers,
    options?: InjectOptions,
  ) => Headers;
  readonly extractHttp: (headers: Carrier, onto?: Context) => Context;
  /** For a broker of ours: without a host, baggage goes along. */
  readonly injectAmqp: <Headers extends Record<string, unknown>>(
    headers: Headers,
    options?: InjectOptions,
  ) => Headers;
  readonly extractAmqp: (headers: Carrier | undefined, onto?: Context) => Context;
  /** The params of an MCP request with W3C context in their `_meta`. */
  readonly injectMcp: <Params extends Carrier>(
    params: Params,
    options?: InjectOptions,
  ) => Params & { readonly _meta: Carrier };
  readonly extractMcp: (params: Carrier | undefined, onto?: Context) => Context;
}

const w3c = w3cPropagator();
let current: { formats: TextMapPropagator; hosts: BaggageHosts } = {
  formats: w3c,
  hosts: new BaggageHosts(),
};

/** What `initializeTracing` has been told; before that W3C, and loopback alone. */
export function configurePropagation(formats: TextMapPropagator, hosts: BaggageHosts): void {
  current = { formats, hosts };
}

/** Adds the context to headers, in the formats of OTEL_PROPAGATORS. Baggage goes along only when the host is given and on the allow-list. */
export function injectTraceContext<Headers extends Record<string, unknown>>(
  headers: Headers,
  options: InjectOptions = {},
): Headers {
  const isOurs = options.host !== undefined && current.hosts.allows(options.host);
  return inject(current.formats, headers, options, isOurs);
}

/** The context that headers carry, put onto another one; that one, where they carry none. */
export const extractTraceContext = (headers: Carrier, onto: Context = ROOT_CONTEXT): Context =>
  enterErrorScope(current.formats.extract(onto, headers, carrierGetter), headers);

const utils: PropagationUtils = {
  injectTraceContext,
  extractTraceContext,
  injectHttp: injectTraceContext,
  extractHttp: extractTraceContext,
  injectAmqp: (headers, options = {}) =>
    inject(
      current.formats,
      headers,
      options,
      options.host === undefined || current.hosts.allows(options.host),
    ),
  extractAmqp: (headers = {}, onto) => extractTraceContext(headers, onto),
  injectMcp: (params, options = {}) => {
    const isOurs = options.host !== undefined && current.hosts.allows(options.host);
    return { ...params, _meta: inject(w3c, { ...metaOf(params) }, options, isOurs) };
  },
  extractMcp: (params = {}, onto = ROOT_CONTEXT) =>
    enterErrorScope(w3c.extract(onto, metaOf(params), carrierGetter), params),
};

/** The functions that write and read contexts, for each kind of carrier. */
export const getPropagationUtils = (): PropagationUtils => utils;

function inject<Headers extends Record<string, unknown>>(
  formats: TextMapPropagator,
  headers: Headers,
  { context = contexts.active() }: InjectOptions,
  isOurs: boolean,
): Headers {
  const mayGo = isOurs && isBaggageEgressAllowed(context);
  if (mayGo) injectConstitutionalHash<Record<string, unknown>>(headers, carrierSetter);
  formats.inject(mayGo ? context : propagation.deleteBaggage(context), headers, carrierSetter);
  return headers;
}

function metaOf(params: Carrier): Carrier {
  const meta = params['_meta'];
  return typeof meta === 'object' && meta !== null ? Object.fromEntries(Object.entries(meta)) : {};
}
