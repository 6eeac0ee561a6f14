/** Names of baggage entries, which are also the names of the span attributes made from them. */
export const RUN_ID = 'throughline.run.id';
/** Ties together what one request from outside has caused, over all services, traces and logs. */
export const CORRELATION_ID = 'correlation_id';
/** The task of a run that is worked on. */
export const TASK_ID = 'throughline.task.id';
/** Which try at the task it is, from 1. */
export const ATTEMPT_NUMBER = 'throughline.attempt.number';

/** Request header that says: do not trace what this request causes. */
export const UNTRACED_HEADER = 'throughline-untraced';

/** Headers that name the work that a request belongs to, for those who know no baggage. */
export const CORRELATION_HEADER = 'x-correlation-id';
export const REQUEST_ID_HEADER = 'x-request-id';
