/** Files at the top of a repository that say what it is, in the order of their worth. */
const TELLING = [
  /^readme(?:\.(?:md|rst|txt|adoc))?$/i,
  /^package\.json$/,
  /^pyproject\.toml$/,
  /^cargo\.toml$/i,
  /^go\.mod$/,
  /^pom\.xml$/,
  /^makefile$/i,
];

/** Which of the paths are worth reading before planning, at most `limit`. */
export function contextFiles(paths: readonly string[], limit: number): string[] {
  return TELLING.flatMap((pattern) => paths.filter((path) => pattern.test(path)).slice(0, 1)).slice(0, limit);
}
