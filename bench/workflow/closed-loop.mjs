/** As many runs as there can be, so many at a time, until the time is over and all have ended. Latencies in ms. */
export async function closedLoop(run, { inFlight, ms }) {
  const latencies = [];
  const began = performance.now();
  const one = async () => {
    while (performance.now() - began < ms) {
      const from = performance.now();
      await run();
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return { latencies, seconds: (performance.now() - began) / 1_000 };
}
