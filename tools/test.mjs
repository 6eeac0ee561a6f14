// `npm test`: lint, format, unit, integration and end to end, on one real Postgres and RabbitMQ for the run.
// Flags: --unit (pure specs alone), --only NAME (the specs of one package).
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runJest } from './test/jest.mjs';
import { leftOvers } from './test/left-overs.mjs';
import { check } from './test/check.mjs';
import { checkImportCycles } from './test/import-cycles.mjs';
import { sharedServers } from './test/servers.mjs';

const E2E = 'throughline-e2e';
// They have commands of their own: npm run test:jaeger, npm run test:faults.
const WITHOUT_OWN_COMMAND = ['--testPathIgnorePatterns', '(jaeger|faults)\\.spec'];

const { values: flags } = parseArgs({ options: { unit: { type: 'boolean' }, only: { type: 'string' } } });

// Whatever the tests start carries this folder's name in its arguments or environment: how left-overs are known.
const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;
process.env.THROUGHLINE_TEST_RUN = folder;

const results = [];
const record = (result) => {
  results.push(result);
  process.stdout.write(`\n${result.name}: ${result.passed} passed, ${result.failed} failed\n`);
};

const isPart = flags.unit || flags.only !== undefined;
if (!isPart) {
  record(check('eslint', ['node_modules/eslint/bin/eslint.js', '.']));
  record(checkImportCycles());
  record(
    check('prettier', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  );
}
if (flags.unit)
  record(
    runJest('unit tests', ['--testPathIgnorePatterns', 'integration\\.spec', E2E, ...only()], process.env),
  );
else await onServers();
record(checkLeftOvers());
rmSync(folder, { recursive: true, force: true });
finish();

async function onServers() {
  const servers = await sharedServers(folder);
  try {
    const env = { ...process.env, ...servers.env };
    if (flags.only === undefined)
      record(runJest('unit and integration tests', ['--testPathIgnorePatterns', `apps/${E2E}/`], env));
    else if (flags.only !== E2E) record(runJest(flags.only, only(), env));
  } finally {
    await servers.stop();
  }
  if (flags.only === undefined || flags.only === E2E)
    record(
      runJest(
        'end-to-end tests',
        ['--selectProjects', E2E, '--runInBand', ...WITHOUT_OWN_COMMAND],
        process.env,
      ),
    );
}

function only() {
  return flags.only === undefined ? [] : ['--selectProjects', flags.only];
}

function checkLeftOvers() {
  const left = leftOvers(folder);
  for (const { pid, command } of left) process.stdout.write(`left running: ${pid} ${command}\n`);
  return { name: 'no process left over', passed: left.length === 0 ? 1 : 0, failed: left.length };
}

function finish() {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`);
  process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
}
