import { join } from 'node:path';
import type { BrokerPrograms } from './broker-programs.js';

export interface BrokerPorts {
  readonly amqp: number;
  readonly portMapper: number;
  readonly node: number;
  /** The HTTP API, where it is wanted. */
  readonly management: number | undefined;
}

export const brokerPorts = (amqp: number, management?: number): BrokerPorts => ({
  amqp,
  portMapper: amqp + 1,
  node: amqp + 2,
  management,
});

const ONLY_LOOPBACK = '-kernel inet_dist_use_interface {127,0,0,1}';

/** Everything that RabbitMQ's scripts read, so that nothing of the system's own node leaks in. */
export function brokerEnvironment(
  programs: BrokerPrograms,
  folder: string,
  ports: BrokerPorts,
): NodeJS.ProcessEnv {
  return {
    ...{ PATH: programs.path, HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC' },
    ...{ ERL_EPMD_PORT: String(ports.portMapper), ERL_EPMD_ADDRESS: '127.0.0.1' },
    RABBITMQ_HOME: programs.home,
    RABBITMQ_NODENAME: 'throughline@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.node),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
    RABBITMQ_FEATURE_FLAGS_FILE: join(folder, 'feature_flags'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: ONLY_LOOPBACK,
    // Makes the start script become the server instead of its parent: one process to end.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

export const BROKER_USER = 'throughline';

/** The files in a broker's folder that say how it runs. The password counts at the first start only. */
export function brokerFiles(ports: BrokerPorts, password: string): Record<string, string> {
  const management =
    ports.management === undefined
      ? []
      : ['management.tcp.ip = 127.0.0.1', `management.tcp.port = ${ports.management}`];
  const lines = [
    `listeners.tcp.default = ${ports.amqp}`,
    ...[`default_user = ${BROKER_USER}`, `default_pass = ${password}`],
    ...['vm_memory_high_watermark.absolute = 1GB', 'disk_free_limit.absolute = 100MB'],
    'raft.wal_max_size_bytes = 67108864',
    ...['log.console = true', 'log.console.level = info', 'log.file = false'],
    ...management,
  ];
  return {
    'rabbitmq.conf': `${lines.join('\n')}\n`,
    'rabbitmq-env.conf': '',
    'advanced.config': '[].\n',
    enabled_plugins: ports.management === undefined ? '[].\n' : '[rabbitmq_management].\n',
  };
}
