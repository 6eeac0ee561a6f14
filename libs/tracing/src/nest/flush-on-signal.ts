const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * A process that handles no signals ends at once when it gets one, with the spans of its last moments. It ends a
 * moment later now, and as it would have: of the signal. Whoever handles signals decides when it ends.
 */
export function flushOnSignals(flush: () => Promise<void>): () => void {
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      if (process.listenerCount(signal) > 0) return;
      void flush().finally(() => process.kill(process.pid, signal));
    };
    process.once(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}
