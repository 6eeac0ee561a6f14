import { parse } from 'shell-quote';
import { CheckEmptyError, CheckNotSplittableError } from './sandbox.errors.js';

const QUOTED = /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g;

/**
 * Splits a command line into words as a shell would, without being one: quotes and backslashes count, and whatever
 * a shell would do beyond that (operators, variables, patterns, substitutions) is refused.
 * @throws {CheckEmptyError | CheckNotSplittableError}
 */
export function splitCommand(text: string): string[] {
  if (text.trim() === '') throw new CheckEmptyError();
  const refuse = (why: string): never => {
    throw new CheckNotSplittableError(text, why);
  };
  refuseBrokenText(text, refuse);
  const words = parse(text.trim(), (name) => ({ op: `$${name}` })).map((part) =>
    typeof part === 'string' ? part : refuse(describe(part)),
  );
  const [program = ''] = words;
  if (program === '') throw new CheckEmptyError();
  if (/^\w+=/.test(program)) refuse(`${JSON.stringify(program)} sets a variable`);
  return words;
}

/** What the splitter would take in silence. */
function refuseBrokenText(text: string, refuse: (why: string) => never): void {
  const bare = text.replace(QUOTED, '');
  if (/[\0\r\n]/.test(text.trim())) refuse('it is more than one line');
  if (/['"]/.test(bare)) refuse('a quote is not closed');
  if (bare.endsWith('\\')) refuse('it ends in a backslash');
  const substituting = [bare, ...(text.match(QUOTED) ?? []).filter((part) => part.startsWith('"'))];
  if (substituting.some((part) => part.replace(/\\[\s\S]/g, '').includes('`')))
    refuse('it has a command substitution');
}

function describe(part: { op: string } | { comment: string }): string {
  if ('comment' in part) return 'it has a comment; put quotes around the #';
  if ('pattern' in part)
    return `${JSON.stringify(part.pattern)} is a pattern; put quotes around it to pass it on as it is`;
  if (part.op.startsWith('$')) return `it has the variable or substitution ${JSON.stringify(part.op)}`;
  return `it has the operator ${JSON.stringify(part.op)}`;
}
