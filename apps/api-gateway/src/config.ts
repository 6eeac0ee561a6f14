import { Setting } from '@throughline/service-host';
import { IsInt, Max, Min } from 'class-validator';

export class GatewayConfig {
  @Setting({
    env: 'GATEWAY_CALL_TIMEOUT_MS',
    default: 30_000,
    description: 'How long the gateway waits for a service that it asks, in milliseconds.',
  })
  @IsInt()
  @Min(100)
  @Max(600_000)
  callTimeoutMs!: number;

  @Setting({
    env: 'GATEWAY_HEARTBEAT_MS',
    default: 15_000,
    description: 'How often a quiet event stream carries a comment, so that nothing on the way closes it.',
  })
  @IsInt()
  @Min(100)
  @Max(600_000)
  heartbeatMs!: number;

  @Setting({
    env: 'GATEWAY_STREAM_IDLE_MS',
    default: 120_000,
    description:
      'After how long a silence of the orchestrator an event stream ends; the client then asks again.',
  })
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  streamIdleMs!: number;

  @Setting({
    env: 'GATEWAY_MAX_EVENT_STREAMS',
    default: 100,
    description: 'How many event streams may be open at once.',
  })
  @IsInt()
  @Min(1)
  @Max(120)
  maxEventStreams!: number;
}
