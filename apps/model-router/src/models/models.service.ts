import { Inject, Injectable } from '@nestjs/common';
import type { ResolvedModel } from '@throughline/contracts';
import { traceAsyncOperation } from '@throughline/tracing';
import { MODEL_PROVIDERS, type ModelProvider } from '../providers/provider.js';
import { NoModelConfiguredError, ProviderNotConfiguredError, UnknownProviderError } from './model.errors.js';
import { formatModelName, parseModelName } from './model-name.js';

/** A provider, and a model as that provider calls it. */
export interface SelectedModel {
  readonly provider: ModelProvider;
  readonly model: string;
}

/** Decides which provider answers for a model. */
@Injectable()
export class ModelsService {
  constructor(@Inject(MODEL_PROVIDERS) private readonly providers: readonly ModelProvider[]) {}

  /** The provider of a named model, or the default model when none is named. */
  select(name: string | undefined): Promise<SelectedModel> {
    return traceAsyncOperation('model_router.select_model', {}, (span) => {
      const selected = name === undefined ? this.#default() : this.#named(name);
      span.setAttributes({
        'gen_ai.provider.name': selected.provider.name,
        'gen_ai.request.model': selected.model,
        'throughline.model.defaulted': name === undefined,
      });
      return Promise.resolve(selected);
    });
  }

  /** Like `select`, and asks the provider whether it has the model. */
  async resolve(name: string | undefined): Promise<ResolvedModel> {
    const { provider, model } = await this.select(name);
    await provider.assertCallable(model);
    const prices = provider.pricesOf(model);
    return {
      model: formatModelName({ provider: provider.name, model }),
      provider: provider.name,
      inputPrice: prices?.input ?? null,
      outputPrice: prices?.output ?? null,
    };
  }

  /** The names of all models that providers list. */
  async list(): Promise<{ provider: string; name: string }[]> {
    const usable = this.providers.filter(({ missing }) => missing === undefined);
    const lists = await Promise.all(
      usable.map(async (provider) =>
        (await provider.listModels()).map((model) => ({ provider: provider.name, model })),
      ),
    );
    return lists.flat().map((listed) => ({ provider: listed.provider, name: formatModelName(listed) }));
  }

  #named(name: string): SelectedModel {
    const { provider: providerName, model } = parseModelName(name);
    const provider = this.providers.find((known) => known.name === providerName);
    if (provider === undefined)
      throw new UnknownProviderError(
        name,
        this.providers.map(({ spelling }) => spelling),
      );
    if (provider.missing !== undefined) throw new ProviderNotConfiguredError(name, provider.missing);
    return { provider, model };
  }

  #default(): SelectedModel {
    for (const provider of this.providers) {
      if (provider.defaultModel !== undefined) return { provider, model: provider.defaultModel };
    }
    throw new NoModelConfiguredError(this.providers.map((provider) => provider.wayToDefault));
  }
}
