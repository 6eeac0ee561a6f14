import { Setting } from '@throughline/service-host';
import { IsInt, Matches, Max, Min } from 'class-validator';

const MEBIBYTE = 1024 * 1024;

/** What trace-analyzer can be told by its environment. */
export class TraceAnalyzerConfig {
  @Setting({
    env: 'THROUGHLINE_HOME',
    description: 'absolute path of the state folder; the traces of runs are in traces/',
  })
  @Matches(/^\//, { message: 'THROUGHLINE_HOME must be an absolute path' })
  home!: string;

  @Setting({ env: 'TRACE_WINDOW_SPANS', default: 100_000, description: 'spans that are kept in memory' })
  @IsInt()
  @Min(1000)
  windowSpans!: number;

  @Setting({
    env: 'TRACE_WINDOW_BYTES',
    default: 64 * MEBIBYTE,
    description: 'bytes of spans that are kept in memory',
  })
  @IsInt()
  @Min(MEBIBYTE)
  windowBytes!: number;

  @Setting({
    env: 'TRACE_RELOAD_BYTES',
    default: 16 * MEBIBYTE,
    description: 'bytes of the latest runs that a start reads back into memory',
  })
  @IsInt()
  @Min(0)
  reloadBytes!: number;

  @Setting({
    env: 'TRACE_EXPORT_MAX_BYTES',
    default: 16 * MEBIBYTE,
    description: 'largest OTLP export, as sent and inflated',
  })
  @IsInt()
  @Min(1024)
  @Max(256 * MEBIBYTE)
  exportMaxBytes!: number;
}
