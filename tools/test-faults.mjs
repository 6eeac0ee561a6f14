// `npm run test:faults`: services killed at each fault point, links cut, servers killed, while the platform works.
// `--write` stores what was found in docs/reliability.md; a NAME runs the specs whose path has it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runJest } from './test/jest.mjs';
import { leftOvers } from './test/left-overs.mjs';

// Two at a time, on platforms of their own: while one waits for what was killed, the other has the machine. The kill
// points first, which take longest and alike.
const TOGETHER = 2;
const PARTS = ['kill-points', 'frozen-workers|links|replicas|servers|ten-thousand-messages'];

const { values: flags, positionals } = parseArgs({
  options: { write: { type: 'boolean' } },
  allowPositionals: true,
});
const started = Date.now();
const say = (text) => process.stdout.write(`${text}\n`);
const secondsSince = (time) => Math.round((Date.now() - time) / 1000);

// Whatever the tests start carries this folder's name in its arguments or environment: how left-overs are known.
const folder = mkdtempSync(join(tmpdir(), 'throughline-faults-'));
chmodSync(folder, 0o755);
const held = join(folder, 'held.jsonl');
const env = {
  ...process.env,
  TMPDIR: folder,
  THROUGHLINE_TEST_RUN: folder,
  ...(flags.write ? { THROUGHLINE_WRITE_MATRIX: held } : {}),
};

function run(part) {
  const begun = Date.now();
  const pattern = `faults/(?=.*${positionals[0] ?? ''})(${part}).*faults\\.spec`;
  const workers = ['--maxWorkers', String(TOGETHER)];
  const args = ['--selectProjects', 'throughline-e2e', ...workers, '--testPathPatterns', pattern];
  const found = runJest(`faults: ${part}`, args, env);
  say(`${found.name} took ${secondsSince(begun)} s`);
  return found;
}

const found = PARTS.map(run);
if (flags.write) {
  const { writeNoted } = await import('../apps/throughline-e2e/dist/faults/support/reliability-doc.js');
  writeNoted(held);
}
const left = leftOvers(folder);
for (const { pid, command } of left) say(`left running: ${pid} ${command}`);
rmSync(folder, { recursive: true, force: true });
const passed = found.reduce((sum, part) => sum + part.passed, 0);
const failed = found.reduce((sum, part) => sum + part.failed, left.length);
say(`Tests with faults took ${secondsSince(started)} s`);
say(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
