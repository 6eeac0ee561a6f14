import {
  ArrayMaxSize,
  ArrayMinSize,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Setting } from '@throughline/service-host';

/** The settings of model-router. */
export class ModelRouterConfig {
  @Setting({
    env: 'OPENAI_API_KEY',
    optional: true,
    secret: true,
    description:
      'Key of OpenAI, or of the server at OPENAI_BASE_URL. With a key alone, models of OpenAI can be used.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 1000)
  openAiApiKey?: string;

  @Setting({
    env: 'OPENAI_BASE_URL',
    optional: true,
    description:
      'Base URL of any server with an OpenAI-compatible API, up to and with its /v1. Default: https://api.openai.com/v1.',
  })
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  openAiBaseUrl?: string;

  @Setting({
    env: 'OPENAI_MODEL',
    optional: true,
    description:
      'The model when none is named, without its provider. Default: gpt-5.4 at OpenAI itself, none elsewhere.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  openAiModel?: string;

  @Setting({
    env: 'OPENAI_PRICES',
    optional: true,
    description:
      'What models cost at the server of OPENAI_BASE_URL: US dollars for a million input and a million output tokens, like "0.5,1.5". Without it their price is unknown; that of models of OpenAI itself is known.',
  })
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @Matches(/^\d{1,6}(\.\d{1,6})?$/, { each: true })
  openAiPrices?: string[];

  @Setting({
    env: 'OPENAI_TIMEOUT_MS',
    default: 300_000,
    description:
      'How long one try of a model call may take, in milliseconds; what remains of the deadline of the caller cuts it.',
  })
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  openAiTimeoutMs!: number;
}
