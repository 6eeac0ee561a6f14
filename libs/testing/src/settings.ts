/** Environment variables that tests read, besides the ports of `PORT_SETTINGS`. */
export const TESTING_SETTINGS = [
  { env: 'DATABASE_URL', description: 'Postgres that test databases are made on.' },
  { env: 'RABBITMQ_URL', description: 'RabbitMQ that test virtual hosts are made on.' },
  {
    env: 'RABBITMQ_MANAGEMENT_URL',
    description: 'HTTP API of that RabbitMQ. Without all three, a test file starts servers of its own.',
  },
  {
    env: 'THROUGHLINE_FAULTS_DIR',
    description: 'Folder of armed fault points, for services that are started with the preload for faults.',
  },
  { env: 'SERVICE_NAME', description: 'The service whose fault points count.' },
  { env: 'PATH', description: 'Handed on to services that tests start.' },
  { env: 'TMPDIR', description: 'Folder for temporary files. Default: /tmp.' },
] as const;
