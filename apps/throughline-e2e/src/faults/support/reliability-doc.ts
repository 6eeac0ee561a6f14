import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { document } from '../../docs/source-files.js';
import { inBackticks, rowsOf } from '../../docs/tables.js';
import { field } from '../../support/run-trace.js';
import { ROOT } from '../../support/throughline.js';
import { compiledPoints } from './compiled-points.js';
import type { Kill } from './kill-watch.js';
import { scenarioOf } from './scenarios.js';

const NAME = 'reliability.md';
const BEGIN = '<!-- kill points: written by `npm run test:faults -- kill-points --write` -->';
const END = '<!-- end of kill points -->';
const COLUMNS = ['service', 'point', 'killed', 'in a run that', 'held', 'back after (s)'];
const HELD = 'I1 I2 I3 I4 I5 I6 I7';

/** A row of the matrix as the document has it. */
export interface DocumentedKill {
  readonly service: string;
  readonly point: string;
  readonly held: string;
  readonly seconds: number;
}

export function documentedKills(): DocumentedKill[] {
  return rowsOf(document(NAME), 'service').flatMap(({ cells }) => {
    if (cells['point'] === undefined) return [];
    const [point = ''] = inBackticks(cells['point']);
    return [
      {
        service: cells['service'] ?? '',
        point,
        held: cells['held'] ?? '',
        seconds: Number(cells['back after (s)']),
      },
    ];
  });
}

/** Notes kills, after which every invariant was found to hold, where the command that runs the tests wants them. */
export function noteHeld(kills: readonly Kill[]): void {
  const { THROUGHLINE_WRITE_MATRIX: file } = process.env;
  if (file === undefined) return;
  for (const { service, point, recoverySeconds = 0 } of kills)
    appendFileSync(file, `${JSON.stringify({ service, point, held: HELD, seconds: recoverySeconds })}\n`);
}

/** Puts the kills of a file into the document. Rows of points that are gone go. */
export function writeNoted(file: string): void {
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n');
  writeKills(lines.filter((line) => line !== '').map((line) => documentedKill(JSON.parse(line))));
}

const documentedKill = (noted: unknown): DocumentedKill => ({
  service: String(field(noted, 'service')),
  point: String(field(noted, 'point')),
  held: String(field(noted, 'held')),
  seconds: Number(field(noted, 'seconds')),
});

function writeKills(kills: readonly DocumentedKill[]): void {
  const text = document(NAME);
  const [before, rest] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  const rows = new Map(documentedKills().map((row) => [keyOf(row), row]));
  for (const kill of kills) rows.set(keyOf(kill), kill);
  const known = compiledPoints().flatMap((point) => rows.get(keyOf(point)) ?? []);
  const table = aligned([COLUMNS, ...known.map(rowOf)]);
  writeFileSync(join(ROOT, 'docs', NAME), `${before}${BEGIN}\n\n${table.join('\n')}\n\n${rest}`);
}

const keyOf = ({ service, point }: Pick<DocumentedKill, 'service' | 'point'>): string =>
  `${service} ${point}`;

/** As Prettier would have it: every column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const [head = '', ...rest] = lines;
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest];
}

const rowOf = ({ service, point, held, seconds }: DocumentedKill): string[] => [
  service,
  `\`${point}\``,
  killedAt(point),
  scenarioOf({ service, point }).that,
  held,
  seconds.toFixed(1),
];

/** The point in words: `messaging.unit.before-commit@plan.ready.v1` is "before the commit of plan.ready.v1". */
function killedAt(point: string): string {
  const [name = '', subject] = point.split('@');
  const [, what = '', when = ''] = name.split('.');
  const [relation = '', ...rest] = when.split('-');
  return `${relation} the ${rest.join(' ')} of ${subject ?? `the ${what}`}`;
}
