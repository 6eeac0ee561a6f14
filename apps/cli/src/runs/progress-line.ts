import type { RunEvent } from '@throughline/contracts';
import type { Output } from '../terminal/output.js';
import { oneLine } from '../terminal/table.js';

const GOOD = new Set(['succeeded', 'passed', 'done', 'merged', 'committed', 'published', 'ready']);
const BAD = new Set([
  'failed',
  'rejected',
  'conflicted',
  'cancelled',
  'abandoned',
  'timed_out',
  'refused',
  'error',
]);

type ShownEvent = Pick<RunEvent, 'at' | 'kind' | 'taskId' | 'attempt' | 'state' | 'text'>;

/** `   12.3s  slugify #2   check passed  npm test has passed.` */
export function progressLine(event: ShownEvent, startedAt: number, colors: Output['colors']): string {
  const elapsed = `${(Math.max(0, Date.parse(event.at) - startedAt) / 1000).toFixed(1)}s`.padStart(8);
  return `${colors.dim(elapsed)}  ${happening(event, colors)}`;
}

/** The same among those of other runs: `2026-01-01T00:00:12.300Z  01a1…  slugify #2   check passed  …` */
export const eventLine = (event: ShownEvent & Pick<RunEvent, 'runId'>, colors: Output['colors']): string =>
  `${colors.dim(event.at)}  ${event.runId}  ${happening(event, colors)}`;

function happening(event: ShownEvent, colors: Output['colors']): string {
  const about =
    event.taskId === null ? 'run' : `${event.taskId}${event.attempt === null ? '' : ` #${event.attempt}`}`;
  const what = `${event.kind} ${event.state}`.padEnd(20);
  return `${colors.cyan(about.padEnd(18))}  ${shade(event.state, colors)(what)}  ${oneLine(event.text, 160)}`;
}

function shade(state: string, colors: Output['colors']): (text: string) => string {
  if (GOOD.has(state)) return colors.green;
  return BAD.has(state) ? colors.yellow : (text) => text;
}
