import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExportOutcome } from './export-outcome.js';
import type { ExportTarget } from './export-targets.js';
import { ExporterTransport } from './exporter-transport.js';
import { HttpPost } from './http-post.js';
import { posted } from './otlp-http-transport.js';

/** Zipkin's exporter of the SDK, and a list without spans to ask the receiver with. */
export class ZipkinTransport extends ExporterTransport {
  private readonly http: HttpPost;

  constructor(exporter: SpanExporter, target: ExportTarget) {
    super(exporter);
    this.http = new HttpPost(target, 'application/json');
  }

  probe(signal: AbortSignal): Promise<ExportOutcome> {
    return posted(this.http, Buffer.from('[]'), signal);
  }

  override shutdown(): Promise<void> {
    this.http.close();
    return super.shutdown();
  }
}
