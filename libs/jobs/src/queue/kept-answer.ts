import type { MessageClass, RunMessage } from '@throughline/contracts';
import { storableJson, type UnitOfWork } from '@throughline/persistence';
import { plainToInstance } from 'class-transformer';

/** The word of a job's end: sent, and remembered in the same transaction. */
export async function publishAndKeep(
  work: UnitOfWork,
  id: string,
  answer: RunMessage<unknown>,
): Promise<void> {
  work.publish(answer);
  const { constructor } = answer;
  const type = 'messageType' in constructor ? constructor.messageType : constructor.name;
  const sql = 'UPDATE jobs SET answer_type = $2, answer = $3 WHERE id = $1';
  await work.manager.query(sql, [id, type, storableJson(answer)]);
}

/** Says again what a job has ended with. One that has not ended, or without an answer, says nothing. */
export async function answerAgain(
  work: UnitOfWork,
  { kind, key }: { readonly kind: string; readonly key: string },
  answers: readonly MessageClass<RunMessage<unknown>>[],
): Promise<void> {
  if (answers.length === 0) return;
  const [row] = await work.manager.query<{ answer_type: string | null; answer: object | null }[]>(
    'SELECT answer_type, answer FROM jobs WHERE kind = $1 AND key = $2',
    [kind, key],
  );
  const messageClass = answers.find(({ messageType }) => messageType === row?.answer_type);
  const answer = row?.answer ?? undefined;
  if (messageClass !== undefined && answer !== undefined) work.publish(plainToInstance(messageClass, answer));
}
