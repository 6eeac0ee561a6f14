// Processes that outlived what started them, known by a mark in their arguments or environment (Linux).
import { existsSync, readFileSync, readdirSync } from 'node:fs';

export function leftOvers(mark) {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && !isAncestor(Number(name)))
    .map((pid) => ({
      pid: Number(pid),
      command: read(`/proc/${pid}/cmdline`),
      environment: read(`/proc/${pid}/environ`),
    }))
    .filter(({ command, environment }) => command.includes(mark) || environment.includes(mark));
}

/** Those that started us may carry the mark themselves. */
function isAncestor(pid) {
  for (let at = process.ppid; at > 1; at = parentOf(at)) if (at === pid) return true;
  return false;
}

function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
