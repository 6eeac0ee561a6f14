import { describe, expect, it } from '@jest/globals';
import { PORT_SETTINGS } from '@throughline/contracts';
import { type EnvironmentRead, environmentReads, hasComputedRead } from './environment-reads.js';
import { document, parse, sourceFiles } from './source-files.js';
import { inBackticks, rowsOf } from './tables.js';

/** The one list that is computed, from the table of ports: it is taken as it is. */
const COMPUTED_LIST = 'libs/contracts/src/port-settings.ts';

const files = sourceFiles();
const reads: EnvironmentRead[] = [
  ...files.filter(({ path }) => path !== COMPUTED_LIST).flatMap(environmentReads),
  ...PORT_SETTINGS.map((setting) => ({
    part: 'contracts',
    name: setting.env,
    place: COMPUTED_LIST,
    isDeclared: true,
    default: setting.default,
  })),
];
const rows = rowsOf(document('configuration.md'), 'variable').flatMap(({ parts, cells }) => {
  const readers = cells['read by'] === undefined ? parts : inBackticks(cells['read by']);
  const name = inBackticks(cells['variable'] ?? '')[0] ?? '';
  return readers.map((part) => ({ part, name, default: cells['default'] ?? '', meaning: cells['meaning'] }));
});
const keyOf = ({ part, name }: { part: string; name: string }): string => `${part}: ${name}`;
const listed = new Set(rows.map(keyOf));
const read = new Set(reads.map(keyOf));

describe('docs/configuration.md', () => {
  it('lists every variable that a part reads', () => {
    expect([...read].filter((each) => !listed.has(each))).toEqual([]);
  });

  it('lists no variable that a part does not read', () => {
    expect([...listed].filter((each) => !read.has(each))).toEqual([]);
  });

  it('lists each variable of a part once, with its meaning', () => {
    expect(rows).toHaveLength(listed.size);
    expect(rows.filter(({ meaning }) => !meaning)).toEqual([]);
  });

  it('gives the defaults that the code has', () => {
    const wrong = reads.flatMap((setting) => {
      const expected = String(setting.default ?? '');
      const row = rows.find((each) => keyOf(each) === keyOf(setting));
      const given = /^`([^`]*)`/.exec(row?.default ?? '')?.[1] ?? '';
      return expected === '' || expected === given ? [] : [`${keyOf(setting)}: ${expected}, not ${given}`];
    });
    expect(wrong).toEqual([]);
  });

  it('gives a default in code style only where the code has it', () => {
    const declared = new Set(reads.filter((each) => each.default !== undefined).map(({ name }) => name));
    const invented = rows.filter((row) => row.default.startsWith('`') && !declared.has(row.name));
    expect(invented.map(keyOf)).toEqual([]);
  });
});

describe('the variables of the code', () => {
  it('are declared in a list of the lib that reads them', () => {
    const libs = new Set(files.filter(({ path }) => path.startsWith('libs/')).map(({ part }) => part));
    const declared = new Set(reads.filter(({ isDeclared }) => isDeclared).map(keyOf));
    const undeclared = reads.filter((each) => libs.has(each.part) && !declared.has(keyOf(each)));
    expect(undeclared.map((each) => `${keyOf(each)} in ${each.place}`)).toEqual([]);
  });

  it('are read under computed names only where the names come from a list', () => {
    expect(files.filter(hasComputedRead).map(({ path }) => path)).toEqual([
      'apps/cli/src/runs/run-input.ts', // the variables of model-router
      'libs/contracts/src/replicas.ts', // PORT_SETTINGS
      'libs/contracts/src/services.ts', // PORT_SETTINGS
      'libs/platform/src/ports/free-ports.ts', // PORT_SETTINGS
      'libs/service-host/src/config/load-config.ts', // the settings of a config class
      'libs/tracing/src/config/file/substitution.ts', // the names that the file of settings gives
      'libs/tracing/src/config/readers.ts', // the names that its callers give
    ]);
  });
});

describe('the variables that are found', () => {
  const found = (text: string): string[] =>
    environmentReads(parse('libs/x/src/x.ts', text)).map(({ name, default: initial }) =>
      initial === undefined ? name : `${name}=${String(initial)}`,
    );

  it.each([
    ["process.env['A_B']", ['A_B']],
    ['process.env.A_B', ['A_B']],
    ["options.env['A_B'] ?? env['C_D']", ['A_B', 'C_D']],
    ['const { A_B, C_D: other } = process.env', ['A_B', 'C_D']],
    ["ratio(env, ['A_B', 'C_D'], 1)", ['A_B', 'C_D']],
    ["process.env['A_B'] = ''", []],
    ["process.env['A_B'] ??= ''", ['A_B']],
    ["const K = 2; @Setting({ env: 'A_B', default: 3 * K })", ['A_B=6']],
    ['tmpdir()', ['TMPDIR']],
  ])('of %s are %j', (text, names) => {
    expect(found(text)).toEqual(names);
  });
});
