// Fails when a process that carries the given mark still runs.
import { leftOvers } from './left-overs.mjs';

const left = leftOvers(process.argv[2]);
for (const { pid, command } of left) process.stdout.write(`left running: ${pid} ${command}\n`);
process.exitCode = left.length === 0 ? 0 : 1;
