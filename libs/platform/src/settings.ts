/** Environment variables that this library reads, besides the ports of `PORT_SETTINGS`. */
export const PLATFORM_SETTINGS = [
  {
    env: 'THROUGHLINE_HOME',
    description: 'Absolute path of the state folder. Default: ~/.local/state/throughline.',
  },
  {
    env: 'THROUGHLINE_RUNTIMES',
    description:
      'Absolute path of the folder for downloaded parts. Default: /var/cache/throughline for root, else ~/.cache/throughline.',
  },
  { env: 'XDG_CACHE_HOME', description: 'Folder of caches, in place of ~/.cache.' },
  { env: 'DATABASE_URL', description: 'A Postgres of your own; without it a private one is started.' },
  { env: 'RABBITMQ_URL', description: 'A RabbitMQ of your own; without it a private one is started.' },
  { env: 'RABBITMQ_HOME', description: 'Folder of an installed RabbitMQ, with sbin/rabbitmq-server in it.' },
  {
    env: 'THROUGHLINE_BWRAP',
    description: 'Path of bwrap. Default: the one on the PATH, else a private copy of the package.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    description: 'Where the services send their spans. Default: trace-analyzer.',
  },
  {
    env: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    description: 'The same as a full URL.',
  },
  {
    env: 'JAEGER_URL',
    description: 'A Jaeger of your own, by the address of its page; without it `--jaeger` starts one.',
  },
  {
    env: 'JAEGER_ENDPOINT',
    description: 'Where that Jaeger takes OTLP. Default: port 4318 of the host of JAEGER_URL.',
  },
  {
    env: 'OTEL_TRACES_EXPORTER',
    description: 'Where the services send their spans, by name; with `--jaeger` also to jaeger.',
  },
  { env: 'PATH', description: 'Where programs are looked for: git, bwrap, docker, apt-get.' },
  { env: 'HOME', description: 'Home folder of the user, where defaults lie.' },
  { env: 'TMPDIR', description: 'Folder for temporary files. Default: /tmp.' },
] as const;
