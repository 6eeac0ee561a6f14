/** A script for a scripted model, as docs/scripted-models.md describes it; only what the demo needs of it. */
export interface Script {
  readonly description: string;
  readonly steps: readonly ScriptStep[];
}

export interface ScriptStep {
  readonly when: ScriptConditions & { readonly not?: ScriptConditions };
  readonly answer: { readonly content: string; readonly toolCalls: readonly ToolCall[] };
}

export interface ScriptConditions {
  readonly tool?: string;
  readonly userIncludes?: readonly string[];
  readonly turn?: number;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface Turn {
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
}

export const listFiles = (path: string): ToolCall => ({ name: 'list_files', arguments: { path } });
export const readFile = (path: string): ToolCall => ({ name: 'read_file', arguments: { path } });
export const search = (pattern: string): ToolCall => ({ name: 'search', arguments: { pattern } });
export const writeFile = (path: string, content: string): ToolCall => ({
  name: 'write_file',
  arguments: { path, content },
});
export const editFile = (edit: { path: string; old: string; new: string }): ToolCall => ({
  name: 'edit_file',
  arguments: edit,
});
export const deleteFile = (path: string): ToolCall => ({ name: 'delete_file', arguments: { path } });
export const runTests: ToolCall = { name: 'run_command', arguments: { argv: ['npm', 'test'] } };
export const finish = (summary: string): ToolCall => ({ name: 'finish', arguments: { summary } });

/** One step for each turn of a task's conversation. */
export function taskSteps(
  task: string,
  which: Omit<ScriptStep['when'], 'turn'>,
  turns: readonly Turn[],
): ScriptStep[] {
  const userIncludes = [`Task id: ${task}\n`, ...(which.userIncludes ?? [])];
  return turns.map((answer, turn) => ({ when: { ...which, tool: 'finish', userIncludes, turn }, answer }));
}
