import type { Prices } from '../../costs/cost.js';
import { openAiPricesOf } from '../../costs/price-table.js';

const OPENAI_URL = 'https://api.openai.com/v1';
const OPENAI_DEFAULT_MODEL = 'gpt-5.4';

export interface OpenAiSettings {
  readonly openAiApiKey?: string;
  readonly openAiBaseUrl?: string;
  readonly openAiModel?: string;
  /** Of a million input tokens, and of a million output tokens. */
  readonly openAiPrices?: readonly string[];
}

/** Which server is meant by the settings, and what follows from that. */
export class OpenAiTarget {
  /** Without a slash at its end. */
  readonly baseUrl: string;

  constructor(private readonly settings: OpenAiSettings) {
    this.baseUrl = (settings.openAiBaseUrl ?? OPENAI_URL).replace(/\/+$/, '');
  }

  get missing(): string | undefined {
    const { openAiApiKey, openAiBaseUrl } = this.settings;
    if (openAiApiKey !== undefined || openAiBaseUrl !== undefined) return undefined;
    return 'set OPENAI_API_KEY, or OPENAI_BASE_URL to use a server that speaks the same API';
  }

  /** A server of one's own has models of its own, so a default is known for the official one only. */
  get defaultModel(): string | undefined {
    if (this.missing !== undefined) return undefined;
    return this.settings.openAiModel ?? (this.#isOfficial ? OPENAI_DEFAULT_MODEL : undefined);
  }

  pricesOf(model: string): Prices | null {
    return this.#isOfficial ? openAiPricesOf(model) : this.#ownPrices;
  }

  /** What a person says of a server of theirs. Input from a cache is never taken for cheaper than they say. */
  get #ownPrices(): Prices | null {
    const [input, output] = (this.settings.openAiPrices ?? []).map(Number);
    return input === undefined || output === undefined ? null : { input, cachedInput: input, output };
  }

  get #isOfficial(): boolean {
    return this.baseUrl === OPENAI_URL;
  }
}
