import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;

/** Processor time in ms of everything that was started here, by program: Postgres with its backends, the broker, Node. */
export function cpuByProgram(root = process.pid) {
  const processes = readProcesses();
  const ours = new Set([root]);
  // A child is always younger, but ids start again: until nothing is added any more.
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const sums = {};
  for (const { pid, program, ms } of processes) if (ours.has(pid)) sums[program] = (sums[program] ?? 0) + ms;
  return sums;
}

function readProcesses() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(readProcess).filter((each) => each !== undefined);
}

/** With what its children took that have ended: a backend of Postgres may be gone. */
function readProcess(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const program = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((total, text) => total + Number(text), 0);
  return { pid: Number(pid), parent: Number(fields[1]), program, ms: ticks * TICK_MS };
}
