/** What a statement does, to which table. */
export interface QuerySummary {
  readonly operation: string;
  readonly table?: string;
}

const LOOKED_AT = 2_000;
const NAME = String.raw`(?:"[^"]{1,63}"|\w{1,63})`;
const TABLE = String.raw`(${NAME}(?:\.${NAME})?)`;
const TABLE_AFTER: Readonly<Record<string, RegExp>> = {
  SELECT: new RegExp(String.raw`\bFROM\s+(?:ONLY\s+)?${TABLE}`, 'i'),
  DELETE: new RegExp(String.raw`\bFROM\s+(?:ONLY\s+)?${TABLE}`, 'i'),
  INSERT: new RegExp(String.raw`\bINTO\s+${TABLE}`, 'i'),
  UPDATE: new RegExp(String.raw`\bUPDATE\s+(?:ONLY\s+)?${TABLE}`, 'i'),
};
const WITH_VERB = /\)\s*(SELECT|INSERT|UPDATE|DELETE)\b/i;

/** The operation and table of a statement, by its form: good for a span's name, not a parser. */
export function summarizeQuery(sql: string): QuerySummary {
  const text = sql.slice(0, LOOKED_AT).trimStart();
  const main = text
    .slice(/^with\b/i.test(text) ? (WITH_VERB.exec(text)?.index ?? 0) : 0)
    .replace(/^\)\s*/, '');
  const operation = (/^\w+/.exec(main)?.[0] ?? 'QUERY').toUpperCase();
  const table = TABLE_AFTER[operation]?.exec(main)?.[1]?.replaceAll('"', '');
  return table === undefined ? { operation } : { operation, table };
}

/** `INSERT runs`: the name of a query's span. */
export const spanNameOf = ({ operation, table }: QuerySummary): string =>
  table === undefined ? operation : `${operation} ${table}`;

/** The statement without its literals, and not too long. */
export const sanitizeQuery = (sql: string): string =>
  sql.slice(0, LOOKED_AT).replace(/'(?:[^']|'')*(?:'|$)/g, '?');
