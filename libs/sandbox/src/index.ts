export { runInSandbox } from './run-in-sandbox.js';
export { endSandboxesOn } from './left-sandboxes.js';
export { isAlive } from './process-alive.js';
export { probeSandbox } from './probe-sandbox.js';
export { type LookUpTreeFile, resolveProgram } from './resolve-program.js';
export { splitCommand } from './split-command.js';
export { SANDBOX_SETTINGS } from './settings.js';
export { giveToSandbox, isPassable, SANDBOX_UID } from './sandbox-user.js';
export { CheckEmptyError, CheckNotSplittableError, SandboxUnavailableError } from './sandbox.errors.js';
export type {
  LimitHolder,
  SandboxLimits,
  SandboxOptions,
  SandboxResult,
  SandboxSupport,
} from './sandbox-options.js';
