import { Injectable } from '@nestjs/common';
import type { DeadLetterMoved, RunId } from '@throughline/contracts';
import type { EntityManager } from 'typeorm';

/** A message of the run that no try could handle, and about which nobody has decided. */
export interface RunDeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly messageType: string;
  readonly cause: string;
}

/** As many as a reason has use for. */
const LIMIT = 20;

/** The statements on table `run_dead_letters`. */
@Injectable()
export class RunDeadLetters {
  /** The last word about a letter counts. It overtakes the one before only if somebody decides within moments. */
  async note(manager: EntityManager, message: DeadLetterMoved): Promise<void> {
    const { deadLetterId, runId, queue, diedType, causeCode, cause, move } = message;
    await manager.query(
      `INSERT INTO run_dead_letters (id, run_id, queue, message_type, cause, move) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET move = excluded.move, cause = excluded.cause, moved_at = now()`,
      [deadLetterId, runId, queue, diedType, `${causeCode}: ${cause}`, move],
    );
  }

  /** Those that wait for a decision, the newest first. */
  of(manager: EntityManager, runId: RunId): Promise<RunDeadLetter[]> {
    return manager.query<RunDeadLetter[]>(
      `SELECT id, queue, message_type AS "messageType", cause FROM run_dead_letters
        WHERE run_id = $1 AND move = 'died' ORDER BY moved_at DESC LIMIT $2`,
      [runId, LIMIT],
    );
  }
}
