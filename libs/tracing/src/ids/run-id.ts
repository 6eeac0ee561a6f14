const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a text can be a run id: a UUIDv7 with dashes. */
export const isRunId = (text: string): boolean => UUID_V7.test(text);
