import { randomBytes } from 'node:crypto';
import type { Fresh } from './fresh-database.js';

/**
 * Creates a virtual host of its own, by the broker's management API: AMQP itself knows no such request.
 * Who creates a virtual host over that API may use it.
 */
export async function freshVhost(brokerUrl: string, managementUrl: string): Promise<Fresh> {
  const name = `test-${randomBytes(6).toString('hex')}`;
  await manage('PUT', managementUrl, name);
  const url = new URL(brokerUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => manage('DELETE', managementUrl, name) };
}

async function manage(method: 'PUT' | 'DELETE', managementUrl: string, vhost: string): Promise<void> {
  const { origin, username, password } = new URL(managementUrl);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const response = await fetch(`${origin}/api/vhosts/${vhost}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok)
    throw new Error(`${method} of virtual host ${vhost} at ${origin}: status ${response.status}`);
}
