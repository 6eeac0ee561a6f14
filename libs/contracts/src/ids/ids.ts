import { v7 } from 'uuid';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A UUIDv7 in its usual form with dashes. Its 128 bits are also the id of the run's trace. */
export type RunId = Branded<'RunId'>;
/** The plan's own name for a task, unique in its run: lower case letters, digits and dashes. */
export type TaskId = Branded<'TaskId'>;
/** A git commit's full object id in lower-case hexadecimal. */
export type CommitId = Branded<'CommitId'>;
/** A git tree's full object id in lower-case hexadecimal. */
export type TreeId = Branded<'TreeId'>;

export const RUN_ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const TASK_ID_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const OBJECT_ID_PATTERN = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const isRunId = (value: string): value is RunId => RUN_ID_PATTERN.test(value);
export const isTaskId = (value: string): value is TaskId => TASK_ID_PATTERN.test(value);
export const isCommitId = (value: string): value is CommitId => OBJECT_ID_PATTERN.test(value);
export const isTreeId = (value: string): value is TreeId => OBJECT_ID_PATTERN.test(value);

/** @throws {TypeError} when the value is not of the id's form */
function parse<Id extends string>(value: string, is: (value: string) => value is Id, kind: string): Id {
  if (is(value)) return value;
  throw new TypeError(`not a ${kind}: ${JSON.stringify(value.slice(0, 80))}`);
}

export const runId = (value: string): RunId => parse(value, isRunId, 'run id (UUIDv7)');
export const taskId = (value: string): TaskId => parse(value, isTaskId, 'task id');
export const commitId = (value: string): CommitId => parse(value, isCommitId, 'commit id');
export const treeId = (value: string): TreeId => parse(value, isTreeId, 'tree id');

/** A new run id, ordered by time (RFC 9562, version 7). */
export const newRunId = (): RunId => runId(v7());

/** The lowest run id of this millisecond since the epoch: those of all runs before it are lower. */
export function lowestRunIdAt(ms: number): RunId {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return runId(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`);
}

/** The run id of a text with or without dashes, or undefined when it is none. */
export function runIdFrom(text: string): RunId | undefined {
  const hex = text.toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(hex)) return undefined;
  const dashed = [0, 8, 12, 16, 20].map((at, i, all) => hex.slice(at, all[i + 1])).join('-');
  return isRunId(dashed) ? dashed : undefined;
}
