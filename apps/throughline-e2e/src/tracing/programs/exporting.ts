import { initializeTracing } from '@throughline/tracing';

/** Ends the program once its spans are exported. */
export const exportAll = (): Promise<void> => initializeTracing().shutdown();
