/** What the self-test's process is called in its trace. */
export const SELF_TEST_SERVICE = 'tracing-self-test';

/** Must reach every callee. */
export const SELF_TEST_BAGGAGE = { 'user.tier': 'self-test' } as const;
