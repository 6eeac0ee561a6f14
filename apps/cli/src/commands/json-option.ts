export interface JsonOption {
  readonly json?: boolean;
}

/** Of a command that shows something. */
export const JSON_VIEW = ['--json', 'print one line of JSON'] as const;
/** Of a command that tells more while it works. */
export const JSON_END = [
  '--json',
  'print one line of JSON at the end; all else goes to standard error',
] as const;
