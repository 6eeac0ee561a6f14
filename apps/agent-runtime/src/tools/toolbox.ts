import { type ChatMessage, type ChatTool, type ChatToolCall, ThroughlineError } from '@throughline/contracts';
import { traceAsyncOperation } from '@throughline/tracing';
import { cutMiddle } from '../conversation/conversation.js';
import type { Workspace } from '../workspace/workspace.client.js';
import { deleteFile, editFile, listFiles, readFile, search, writeFile } from './file-tools.js';
import { FINISH, FINISH_DEFINITION } from './finish.js';
import { runCommand } from './run-command.js';
import { UnknownToolError } from './tool.errors.js';

const TOOLS = [listFiles, readFile, search, editFile, writeFile, deleteFile, runCommand];
const NAMES = [...TOOLS.map((tool) => tool.name), FINISH];

export const TOOL_DEFINITIONS: readonly ChatTool[] = [
  ...TOOLS.map((tool) => tool.definition),
  FINISH_DEFINITION,
];

/**
 * Carries out one tool call. What goes wrong because of what was asked is an answer to the model;
 * what goes wrong because a part of the platform is away is thrown, and costs nothing.
 */
export async function callTool(
  call: ChatToolCall,
  workspace: Workspace,
  maxChars: number,
): Promise<ChatMessage> {
  const { name, arguments: json } = call.function;
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': spanName(name),
    'gen_ai.tool.call.id': call.id,
  };
  return traceAsyncOperation(`execute_tool ${spanName(name)}`, attributes, async (span) => {
    try {
      const text = await toolOf(name).call(json, workspace);
      return { role: 'tool', tool_call_id: call.id, content: cutMiddle(text, maxChars) };
    } catch (error) {
      if (!(error instanceof ThroughlineError) || error.retryable || error.code === 'fenced') throw error;
      span.setAttribute('throughline.tool.error', error.code);
      return { role: 'tool', tool_call_id: call.id, content: `Error (${error.code}): ${error.message}` };
    }
  });
}

function toolOf(name: string) {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new UnknownToolError(name, NAMES);
  return tool;
}

/** Span names have few values: a name that the model made up is none of them. */
const spanName = (name: string): string => (NAMES.includes(name) ? name : 'unknown');
