import type { IncomingMessage, ServerResponse } from 'node:http';
import { completionOf, ModelServer, toolCall } from './model-server.js';

const TASK = { id: 'wait', title: 'Wait', instructions: 'Wait.', acceptanceCriteria: ['It has waited'] };

/** A provider that plans one task, and never answers the agent that does it. */
export class HangingModel extends ModelServer {
  /** An agent waits for its answer. */
  readonly asked = Promise.withResolvers<void>();
  /** It waits no longer: its connection is closed. */
  readonly left = Promise.withResolvers<void>();

  protected complete(body: unknown, response: ServerResponse, request: IncomingMessage): void {
    if (JSON.stringify(body).includes('submit_plan')) {
      response.end(completionOf([toolCall('submit_plan', { tasks: [TASK] })]));
      return;
    }
    request.socket.once('close', () => this.left.resolve());
    this.asked.resolve();
  }
}
