import { InvalidInputError } from '@throughline/contracts';

/** A version as an entity tag, and back. */
export const entityTag = (version: number): string => `"${String(version)}"`;

/**
 * The version that a person has seen: what the body says, or the header `If-Match`.
 * @throws {InvalidInputError} when neither does, or each says another
 */
export function seenVersion(inBody: number | null | undefined, header: string | undefined): number {
  const inHeader = header === undefined ? undefined : versionIn(header);
  const version = inBody ?? inHeader;
  if (version === undefined)
    throw new InvalidInputError(
      'the version of the plan that you have seen must be given: version in the body, or the header If-Match',
    );
  if (inHeader !== undefined && inHeader !== version)
    throw new InvalidInputError('version and the header If-Match must name the same version of the plan');
  return version;
}

function versionIn(header: string): number {
  const [, digits] = /^\s*"([1-9]\d{0,8})"\s*$/.exec(header) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new InvalidInputError('If-Match must be the ETag of a version of the plan, like "3"');
}
