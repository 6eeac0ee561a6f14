import type { ServerResponse } from 'node:http';
import { completionOf, ModelServer, type ToolCall, toolCall } from './model-server.js';
import { field } from './run-trace.js';

const task = (id: string) => ({
  ...{ id, title: `Do ${id}`, instructions: `Do ${id}.`, acceptanceCriteria: ['It is done'] },
});

/** A provider whose one agent waits in a long command, while the other one writes on and on and never ends. */
export class SpendingModel extends ModelServer {
  /** From now on the spending agent is answered. */
  private readonly released = Promise.withResolvers<void>();

  constructor(private readonly longCommand: readonly string[]) {
    super();
  }

  release(): void {
    this.released.resolve();
  }

  protected complete(body: unknown, response: ServerResponse): void {
    const said = JSON.stringify(field(body, 'messages'));
    const isSpending = said.includes('Task id: spend');
    const answer = (): void => void response.end(completionOf([this.nextCall(body, isSpending)]));
    if (isSpending) void this.released.promise.then(answer);
    else answer();
  }

  private nextCall(body: unknown, isSpending: boolean): ToolCall {
    if (JSON.stringify(field(body, 'tools')).includes('submit_plan'))
      return toolCall('submit_plan', { tasks: [task('spend'), task('wait')] });
    return isSpending
      ? toolCall('write_file', { path: 'src/spent.js', content: 'export const spent = true;\n' })
      : toolCall('run_command', { argv: this.longCommand });
  }
}
