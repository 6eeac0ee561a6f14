const percent = (part) => `${Math.round(part * 100)} %`;
const fixed = (digits) => (value) => value.toFixed(digits);

const COLUMNS = [
  ['', ({ name }) => name],
  ['CPU µs/request', ({ cpuUs }) => fixed(1)(cpuUs)],
  ['added µs', ({ addedUs }) => (addedUs === undefined ? '' : fixed(1)(addedUs.median))],
  [
    '95 %',
    ({ addedUs }) => (addedUs === undefined ? '' : `${fixed(1)(addedUs.low)} to ${fixed(1)(addedUs.high)}`),
  ],
  ['of official', ({ ofOfficial }) => (ofOfficial === undefined ? '' : percent(ofOfficial))],
  ['p50 ms', ({ p50Ms }) => fixed(2)(p50Ms)],
  ['p99 ms', ({ p99Ms }) => fixed(2)(p99Ms)],
  ['loop p99 ms', ({ loopP99Ms }) => fixed(2)(loopP99Ms)],
  ['RSS MB', ({ rssMb }) => fixed(0)(rssMb)],
  ['requests/s', ({ throughput }) => fixed(0)(throughput)],
  ['spans/request', ({ spans, requests }) => fixed(2)(spans.created / requests)],
];

/** The figures of each load as a table. */
export function tablesOf(summaries) {
  return summaries
    .map(({ load, text, variants, addedByOursToOfficial }) => {
      const official = variants.find(({ name }) => name === 'official 100 %')?.addedUs?.median;
      const rows = variants.map((row) => ({
        ...row,
        ofOfficial:
          row.addedUs === undefined || official === undefined ? undefined : row.addedUs.median / official,
      }));
      if (addedByOursToOfficial === undefined) return `${load} loop: ${text}\n\n${table(COLUMNS, rows)}\n`;
      const { ratio, low, high } = addedByOursToOfficial;
      const verdict = `At 100 % ours adds ${percent(ratio)} of the CPU that the official set-up adds (${percent(low)} to ${percent(high)} with 95 %).`;
      return `${load} loop: ${text}\n\n${table(COLUMNS, rows)}\n\n${verdict}\n`;
    })
    .join('\n');
}

/** A table in Markdown, its columns in line. */
export function table(columns, rows) {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, show]) => show(row)))];
  const widths = columns.map((_, at) => Math.max(3, ...cells.map((line) => line[at].length)));
  const lineOf = (line) =>
    `| ${line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [lineOf(cells[0]), rule, ...cells.slice(1).map(lineOf)].join('\n');
}
