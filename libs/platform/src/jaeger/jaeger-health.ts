const WITHIN_MS = 5_000;

/** Whether a Jaeger answers there: unknown paths of it get a page with 200, so a JSON answer is looked for. */
export async function answersAsJaeger(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/dependencies?endTs=1&lookback=1`, {
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const body: unknown = await answer.json();
    return answer.ok && typeof body === 'object' && body !== null && 'data' in body;
  } catch {
    return false;
  }
}
