import { Problem } from '@throughline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { InvalidResponseError, RemoteError } from './service-client.errors.js';

export type ResponseClass<T extends object> = new () => T;

/** The body as an instance of its class. What a newer service says beyond the class is left out. */
export function parseBody<T extends object>(service: string, body: string, Class: ResponseClass<T>): T {
  const plain = parseJson(service, body);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidResponseError(service, 'no JSON object');
  }
  const value = plainToInstance(Class, plain);
  const [wrong] = validateSync(value, { whitelist: true, forbidUnknownValues: true });
  if (wrong === undefined) return value;
  throw new InvalidResponseError(
    service,
    `a ${Class.name} whose ${wrong.property} is not as the contract says`,
    wrong,
  );
}

/** What a refused call is thrown as. A body that is no problem+json still has its status. */
export function remoteError(service: string, status: number, body: string, retryAfter: unknown): RemoteError {
  return new RemoteError(service, problemIn(body) ?? bareProblem(service, status), secondsOf(retryAfter));
}

function problemIn(body: string): Problem | undefined {
  try {
    const problem = plainToInstance(Problem, Object(JSON.parse(body)));
    return validateSync(problem).length === 0 ? problem : undefined;
  } catch {
    return undefined;
  }
}

const bareProblem = (service: string, status: number) => ({
  code: 'remote_error',
  status,
  detail: `${service} answered with status ${status} and without an explanation`,
  retryable: status === 503 || status === 504 || status === 429,
});

function secondsOf(header: unknown): number | undefined {
  const seconds = typeof header === 'string' ? Number(header) : NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) : undefined;
}

function parseJson(service: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new InvalidResponseError(service, 'a body that is not JSON', error);
  }
}
