const FINAL_STATES: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** Nothing happens in the run any more. */
export const isFinalState = (state: string): boolean => FINAL_STATES.has(state);
