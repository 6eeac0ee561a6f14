import { IsInt, Max, Min } from 'class-validator';
import { RunMessage } from './libraries.mjs';

/** How many steps a run has. */
export const STEPS = 3;

/** orchestrator -> worker: do this step. */
export class StepRun extends RunMessage {
  static messageType = 'bench.step.run.v1';
  static kind = 'command';
}

/** worker: this step is done. */
export class StepDone extends RunMessage {
  static messageType = 'bench.step.done.v1';
  static kind = 'event';
}

// What the compiler makes of decorators.
for (const { prototype } of [StepRun, StepDone])
  for (const decorate of [IsInt(), Min(1), Max(STEPS)]) decorate(prototype, 'step');
