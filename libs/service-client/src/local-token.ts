import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TokenUnreadableError } from './service-client.errors.js';

/** Where the local token of a platform is. */
export const tokenPath = (home: string): string => join(home, 'token');

/** The local token: what lets a caller in on every service. @throws {TokenUnreadableError} */
export async function readLocalToken(home: string): Promise<string> {
  const path = tokenPath(home);
  try {
    const token = (await readFile(path, 'utf8')).trim();
    if (token === '') throw new Error('the file is empty');
    return token;
  } catch (error) {
    throw new TokenUnreadableError(path, error);
  }
}

/** Reads the token once; `forget` makes the next call read it again, after it was refused. */
export class LocalToken {
  #token: Promise<string> | undefined;

  constructor(private readonly home: string) {}

  read(): Promise<string> {
    if (this.#token === undefined) {
      this.#token = readLocalToken(this.home);
      this.#token.catch(() => this.forget());
    }
    return this.#token;
  }

  forget(): void {
    this.#token = undefined;
  }
}
