/** Environment variables that this library reads, besides the ports of `PORT_SETTINGS`. */
export const SERVICE_CLIENT_SETTINGS = [
  { env: 'THROUGHLINE_HOME', description: 'Absolute path of the state folder, where the local token is.' },
] as const;
