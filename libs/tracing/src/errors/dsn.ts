const PROJECT = /^\/(?:[\w.-]+\/)*\d+$/;
const KEY = /^\w+$/;

/** The DSN, checked: a wrong one would be found out when the first error is lost. @throws {RangeError} that names where it is from */
export function checkedDsn(dsn: string, from: string): string {
  if (isDsn(dsn)) return dsn;
  throw new RangeError(
    `${from} must be of the form https://KEY@HOST/PROJECT, with the number of the project, but is not. Copy it from the project's settings in Sentry, or unset it`,
  );
}

function isDsn(dsn: string): boolean {
  if (!URL.canParse(dsn)) return false;
  const { protocol, username, hostname, pathname, search, hash } = new URL(dsn);
  const isComplete = KEY.test(username) && hostname !== '' && PROJECT.test(pathname);
  return (protocol === 'https:' || protocol === 'http:') && isComplete && search === '' && hash === '';
}
