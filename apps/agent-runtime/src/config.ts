import { Setting } from '@throughline/service-host';
import { IsInt, Max, Min } from 'class-validator';

/** Every variable of agent-runtime. */
export class AgentConfig {
  @Setting({
    env: 'AGENT_COMMAND_TIMEOUT_MS',
    default: 120_000,
    description: 'Time limit in milliseconds of one command that an agent runs in the sandbox.',
  })
  @IsInt()
  @Min(1000)
  @Max(3_600_000)
  commandTimeoutMs!: number;

  @Setting({
    env: 'AGENT_MODEL_TIMEOUT_MS',
    default: 300_000,
    description: 'Time limit in milliseconds of one answer of the model.',
  })
  @IsInt()
  @Min(1000)
  @Max(3_600_000)
  modelTimeoutMs!: number;

  @Setting({
    env: 'AGENT_TOOL_OUTPUT_CHARS',
    default: 30_000,
    description: 'Characters of a tool result that the model is shown; the middle is cut.',
  })
  @IsInt()
  @Min(1000)
  @Max(1_000_000)
  toolOutputChars!: number;
}
