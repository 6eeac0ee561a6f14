/** Names of baggage entries, which are also the names of the span attributes made from them. */
export const RUN_ID = 'throughline.run.id';
export const CORRELATION_ID = 'correlation_id';
export const TASK_ID = 'throughline.task.id';
export const ATTEMPT_NUMBER = 'throughline.attempt.number';

/** Request header that says: do not trace what this request causes. */
export const UNTRACED_HEADER = 'throughline-untraced';
