/** Injects the options that `TracingModule` was given. */
export const TRACING_OPTIONS = Symbol('TRACING_OPTIONS');

/** Injects the `TracingHandle`; undefined where tracing was not started. */
export const TRACING_HANDLE = Symbol('TRACING_HANDLE');
