const MAX_ARGUMENTS = 64;
const MAX_LENGTH = 256;
const MASK = '***';
const SECRET_OPTION =
  /^(-{0,2}[\w.-]*(?:token|password|passwd|secret|api[_-]?key|credential|authorization|extraheader)[\w.-]*)(?:=(.*))?$/is;
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]{0,20}:\/\/)[^/@\s]{1,200}@/gi;
const SECRET_QUERY = /([?&](?:access_token|token|key|api_key|sig|signature|password|secret)=)[^&\s#]*/gi;
const KNOWN_TOKEN = /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk-|AKIA|AIza)[\w-]{8,200}/g;
const AUTHORIZATION = /\b(authorization:?\s*|bearer\s+|basic\s+)[^\s,;]{4,400}(?:\s+[^\s,;]{4,400})?/gi;

/** Program arguments fit for a span: without credentials, not too many and not too long. */
export function redactArguments(argv: readonly string[]): string[] {
  const shown = argv.slice(0, MAX_ARGUMENTS).map((argument, at) => redactArgument(argument, argv[at - 1]));
  if (argv.length > MAX_ARGUMENTS) shown.push(`… ${argv.length - MAX_ARGUMENTS} more`);
  return shown;
}

function redactArgument(argument: string, before: string | undefined): string {
  if (before !== undefined && isSecretName(before) && !argument.startsWith('-')) return MASK;
  // Cut before matching: the expressions then see a bounded text, and no secret can be cut in two and missed,
  // because everything behind the cut is gone.
  const text = argument.slice(0, MAX_LENGTH);
  const option = SECRET_OPTION.exec(text);
  if (option?.[2] !== undefined) return `${option[1]}=${MASK}`;
  const redacted = text
    .replace(URL_CREDENTIALS, `$1${MASK}@`)
    .replace(SECRET_QUERY, `$1${MASK}`)
    .replace(AUTHORIZATION, `$1${MASK}`)
    .replace(KNOWN_TOKEN, MASK);
  return argument.length > MAX_LENGTH ? `${redacted}…` : redacted;
}

/** `--token VALUE`: a secret option that has its value in the next argument. */
function isSecretName(argument: string): boolean {
  const option = SECRET_OPTION.exec(argument.slice(0, MAX_LENGTH));
  return option !== null && option[2] === undefined && argument.startsWith('--');
}
