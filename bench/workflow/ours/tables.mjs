/** The state of runs, as small as the workflow is. What is unfinished and overdue is found without the finished ones. */
export class CreateRuns1700000000000 {
  name = 'CreateRuns1700000000000';

  async up(runner) {
    await runner.query(`
      CREATE TABLE runs (
        id uuid PRIMARY KEY,
        state text NOT NULL,
        step integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      )`);
    await runner.query('CREATE INDEX runs_unfinished ON runs (created_at) WHERE finished_at IS NULL');
  }

  async down(runner) {
    await runner.query('DROP TABLE runs');
  }
}

/** Runs that are over, and the three messages of each that a service has handled. */
export const OLD_RUNS = `
  INSERT INTO bench_orchestrator.runs (id, state, step, created_at, finished_at)
  SELECT uuidv7(-interval '7 days' * n / $1), 'done', 3, now() - interval '7 days' * n / $1, now() - interval '7 days' * n / $1
    FROM generate_series(1, $1::integer) n`;
export const OLD_MESSAGES = (service, consumer) => `
  INSERT INTO ${service}.inbox (consumer, message_id, received_at)
  SELECT '${consumer}', uuidv7(-interval '7 days' * n / ($1::integer * 3)), now() - interval '7 days' * n / ($1::integer * 3)
    FROM generate_series(1, $1::integer * 3) n`;
