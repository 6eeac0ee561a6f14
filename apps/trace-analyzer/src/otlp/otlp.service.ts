import { Injectable } from '@nestjs/common';
import { faultPoint } from '@throughline/resilience';
import { TraceAnalyzerConfig } from '../config.js';
import { TraceStore } from '../store/trace-store.service.js';
import { decodeExport } from './decode-export.js';
import { type Answer, exportAnswer } from './export-answer.js';
import type { ExportEncoding } from './export-body.js';
import { plainBody } from './inflate.js';
import { ExportNotKeptError } from './otlp.errors.js';

/** Receives one export: inflated, decoded, kept, answered. */
@Injectable()
export class OtlpService {
  constructor(
    private readonly store: TraceStore,
    private readonly config: TraceAnalyzerConfig,
  ) {}

  async receive(
    body: Buffer,
    encoding: ExportEncoding,
    contentEncoding: string | undefined,
  ): Promise<Answer> {
    const plain = await plainBody(body, contentEncoding, this.config.exportMaxBytes);
    const decoded = await decodeExport(plain, encoding, this.store.origins);
    try {
      await this.store.receive(decoded.spans);
    } catch (cause) {
      throw new ExportNotKeptError(cause);
    }
    faultPoint('trace-analyzer.export.before-answer');
    return exportAnswer(decoded, encoding);
  }
}
