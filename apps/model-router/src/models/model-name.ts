import { ModelNameInvalidError } from './model.errors.js';

export interface ModelName {
  readonly provider: string;
  /** All after the first slash; it may hold more slashes. */
  readonly model: string;
}

/** @throws {ModelNameInvalidError} when the text is not `PROVIDER/MODEL` */
export function parseModelName(text: string): ModelName {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) throw new ModelNameInvalidError(text);
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}

export const formatModelName = ({ provider, model }: ModelName): string => `${provider}/${model}`;
