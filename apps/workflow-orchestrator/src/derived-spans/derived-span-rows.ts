import { Injectable } from '@nestjs/common';
import type { RunId } from '@throughline/contracts';
import { DataSource } from 'typeorm';
import type { DerivedSpanRecord } from './derived-span.entity.js';

/** Longer than one sending may take, where nobody says otherwise. Whoever is slower has it exported by somebody else too, which does no harm. */
const CLAIM_SECONDS = 15;

const CLAIM = `
  UPDATE derived_spans SET claimed_until = now() + ${String(CLAIM_SECONDS)} * interval '1 second'
   WHERE (run_id, span_id) IN (
     SELECT run_id, span_id FROM derived_spans
      WHERE exported_at IS NULL AND (claimed_until IS NULL OR claimed_until <= now() OR $2)
      LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING run_id AS "runId", span_id AS "spanId", span`;

const SETTLE = `
  UPDATE derived_spans SET claimed_until = NULL, exported_at = CASE WHEN $3 THEN now() END
    FROM unnest($1::uuid[], $2::text[]) AS own (own_run, own_span)
   WHERE run_id = own_run AND span_id = own_span AND exported_at IS NULL`;

export interface ClaimedSpan {
  readonly runId: RunId;
  readonly spanId: string;
  readonly span: DerivedSpanRecord;
}

/** The spans that wait for their export, shared out among the replicas. */
@Injectable()
export class DerivedSpanRows {
  constructor(private readonly source: DataSource) {}

  /** @param others also what others have claimed, who may be gone */
  async claim(limit: number, others = false): Promise<ClaimedSpan[]> {
    const [rows] = await this.source.query<[ClaimedSpan[], number]>(CLAIM, [limit, others]);
    return rows;
  }

  exported(spans: readonly ClaimedSpan[]): Promise<void> {
    return this.settle(spans, true);
  }

  /** Whoever looks next may try again. */
  giveBack(spans: readonly ClaimedSpan[]): Promise<void> {
    return this.settle(spans, false);
  }

  private async settle(spans: readonly ClaimedSpan[], areExported: boolean): Promise<void> {
    if (spans.length === 0) return;
    const keys = [spans.map(({ runId }) => runId), spans.map(({ spanId }) => spanId)];
    await this.source.query(SETTLE, [...keys, areExported]);
  }
}
