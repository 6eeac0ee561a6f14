// `npm run test:faults`: services killed at each fault point, links cut, servers killed, while the platform works.
// `--write` stores what was found in docs/reliability.md; a NAME runs the specs whose path has it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runJest } from './test/jest.mjs';
import { leftOvers } from './test/left-overs.mjs';

const { values: flags, positionals } = parseArgs({
  options: { write: { type: 'boolean' } },
  allowPositionals: true,
});
const started = Date.now();
const say = (text) => process.stdout.write(`${text}\n`);

// Whatever the tests start carries this folder's name in its arguments or environment: how left-overs are known.
const folder = mkdtempSync(join(tmpdir(), 'throughline-faults-'));
chmodSync(folder, 0o755);
const env = {
  ...process.env,
  TMPDIR: folder,
  THROUGHLINE_TEST_RUN: folder,
  ...(flags.write ? { THROUGHLINE_WRITE_MATRIX: '1' } : {}),
};
const pattern = `faults/.*${positionals[0] ?? ''}.*faults\\.spec`;
const args = ['--selectProjects', 'throughline-e2e', '--runInBand', '--testPathPatterns', pattern];
const { passed, failed } = runJest('faults', args, env);
const left = leftOvers(folder);
for (const { pid, command } of left) say(`left running: ${pid} ${command}`);
rmSync(folder, { recursive: true, force: true });
say(`Tests with faults took ${Math.round((Date.now() - started) / 1000)} s`);
say(`\n${passed} passed, ${failed + left.length} failed`);
process.exitCode = failed + left.length === 0 && passed > 0 ? 0 : 1;
