import { ThroughlineError } from '@throughline/contracts';

/** Nobody has named a model and no provider has a default. */
export class NoModelConfiguredError extends ThroughlineError {
  constructor(ways: readonly string[]) {
    super('no_model_configured', 'refused', `no model is configured. Ways to have one: ${ways.join('; ')}`, {
      fields: { ways },
    });
  }
}

/** The provider of the named model lacks its configuration. */
export class ProviderNotConfiguredError extends ThroughlineError {
  constructor(model: string, missing: string) {
    super('provider_not_configured', 'refused', `the model ${quoted(model)} cannot be used: ${missing}`, {
      fields: { model: model.slice(0, 200) },
    });
  }
}

/** The name is not of the form PROVIDER/MODEL. */
export class ModelNameInvalidError extends ThroughlineError {
  constructor(model: string) {
    super(
      'unknown_model',
      'refused',
      `${quoted(model)} is no model name. Write it as PROVIDER/MODEL, for example openai/gpt-5.4 or scripted//path/of/script.json`,
      { fields: { model: model.slice(0, 200) } },
    );
  }
}

export class UnknownProviderError extends ThroughlineError {
  constructor(model: string, known: readonly string[]) {
    super(
      'unknown_model',
      'refused',
      `there is no provider for the model ${quoted(model)}. Models are written as: ${known.join(', ')}`,
      { fields: { model: model.slice(0, 200), known } },
    );
  }
}

const LISTED = 20;

/** The provider does not have this model. */
export class UnknownModelError extends ThroughlineError {
  constructor(model: string, known: readonly string[], cause?: unknown) {
    const listed = known.slice(0, LISTED);
    const more = known.length > LISTED ? `, and ${String(known.length - LISTED)} more` : '';
    const hint = known.length === 0 ? '' : `. Known models: ${listed.join(', ')}${more}`;
    super('unknown_model', 'refused', `there is no model ${quoted(model)}${hint}`, {
      fields: { model: model.slice(0, 200), known: listed },
      cause,
    });
  }
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 200));
