// Restate: one handler of three steps that do nothing, called through the server, which writes each of them down.
import { Agent, request } from 'node:http';
import * as restate from '@restatedev/restate-sdk';
import { answerQuestions } from './answers.mjs';

const { RESTATE_SERVICE_PORT, RESTATE_INGRESS, RESTATE_ADMIN } = process.env;

const service = restate.service({
  name: 'bench',
  handlers: {
    run: async (context) => {
      for (const name of ['one', 'two', 'three']) await context.run(name, () => undefined);
    },
  },
});
await restate.serve({ services: [service], port: Number(RESTATE_SERVICE_PORT) });
await register();

async function register() {
  const answer = await fetch(`${RESTATE_ADMIN}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${RESTATE_SERVICE_PORT}` }),
  });
  if (!answer.ok) throw new Error(`Restate does not take the service: ${await answer.text()}`);
}

const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: 1_000 });

const run = () =>
  new Promise((resolve, reject) => {
    const asked = request(`${RESTATE_INGRESS}/bench/run`, { method: 'POST', agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode < 300 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    asked.on('error', reject);
    asked.end();
  });

answerQuestions({ run });
