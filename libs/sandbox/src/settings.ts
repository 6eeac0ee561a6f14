/** Environment variables that this library reads. */
export const SANDBOX_SETTINGS = [
  { env: 'THROUGHLINE_BWRAP', description: 'Path of bwrap. Default: the one on the PATH.' },
  { env: 'PATH', description: 'Where programs are looked for: bwrap, setpriv and those of checks.' },
  { env: 'TMPDIR', description: 'Folder for temporary files. Default: /tmp.' },
] as const;
