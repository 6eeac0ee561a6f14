/** Environment variables that this library reads. */
export const PERSISTENCE_SETTINGS = [
  {
    env: 'DATABASE_URL',
    description:
      'Postgres, as postgresql://user:password@host:port/database. Required by services that keep data.',
  },
  {
    env: 'THROUGHLINE_HOME',
    description:
      'State folder. With the local token in it, a service makes a database role of its own where its user may.',
  },
] as const;
