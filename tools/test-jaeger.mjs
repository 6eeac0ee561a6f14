// `npm run test:jaeger`: the platform against a real Jaeger. Where none can be had it says `not run: no Jaeger`, and ends well.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';
import { runJest } from './test/jest.mjs';

const started = Date.now();
const say = (text) => process.stdout.write(`${text}\n`);
const seconds = () => Math.round((Date.now() - started) / 1000);

const { provisionJaeger } = await import(pathToFileURL(join(root, 'libs/platform/dist/index.js')).href);

if (await isToBeHad()) test();

async function isToBeHad() {
  try {
    await provisionJaeger((text) => say(text));
    return true;
  } catch (error) {
    if (error.code !== 'jaeger_unavailable') throw error;
    say(error.message);
    say('not run: no Jaeger');
    return false;
  }
}

function test() {
  say(`Jaeger is there after ${seconds()} s`);
  const folder = mkdtempSync(join(tmpdir(), 'throughline-jaeger-'));
  chmodSync(folder, 0o755);
  const args = ['--selectProjects', 'throughline-e2e', '--runInBand', '--testPathPatterns', 'jaeger\\.spec'];
  const { passed, failed } = runJest('Jaeger', args, { ...process.env, TMPDIR: folder });
  rmSync(folder, { recursive: true, force: true });
  say(`Tests with a real Jaeger took ${seconds()} s`);
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
