import type { Attributes } from '@opentelemetry/api';
import { isRecord, textOf } from './amqp-message.js';

interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

const addresses = new WeakMap<object, BrokerAddress>();

/** Keeps which broker a connection was opened to. */
export function noteBroker(connection: unknown, url: unknown): void {
  if (isRecord(connection)) addresses.set(connection, addressOf(url));
}

export function brokerOf(channel: object): BrokerAddress | undefined {
  const connection: unknown = Reflect.get(channel, 'connection');
  return isRecord(connection) ? addresses.get(connection) : undefined;
}

export function brokerAttributes(channel: object): Attributes {
  const address = brokerOf(channel);
  return address === undefined ? {} : { 'server.address': address.host, 'server.port': address.port };
}

/** What amqplib makes of what it is given: a URL, its parts, or nothing. */
function addressOf(url: unknown): BrokerAddress {
  const parts = typeof url === 'string' && URL.canParse(url) ? new URL(url) : isRecord(url) ? url : {};
  const { hostname, port, protocol } = { hostname: '', port: '', protocol: '', ...pick(parts) };
  const usual = textOf(protocol).startsWith('amqps') ? 5671 : 5672;
  return { host: textOf(hostname) || 'localhost', port: Number(port) || usual };
}

const pick = (parts: object): Record<string, unknown> => ({
  hostname: Reflect.get(parts, 'hostname') as unknown,
  port: Reflect.get(parts, 'port') as unknown,
  protocol: Reflect.get(parts, 'protocol') as unknown,
});
