import { Injectable } from '@nestjs/common';
import type { ChatCompletion, ChatMessage, TaskMessage, TaskRun } from '@throughline/contracts';
import type { UnitOfWork } from '@throughline/persistence';
import { DataSource, type EntityManager } from 'typeorm';
import { Turn } from './turn.entity.js';

@Injectable()
export class TurnsRepository {
  constructor(private readonly source: DataSource) {}

  of<Self>(
    { runId, taskId, attempt }: TaskMessage<Self>,
    manager: EntityManager = this.source.manager,
  ): Promise<Turn[]> {
    return manager.find(Turn, { where: { runId, taskId, attempt }, order: { number: 'ASC' } });
  }

  turnOf(
    { runId, taskId, attempt }: TaskRun,
    number: number,
    answer: ChatMessage,
    usage: ChatCompletion['usage'],
  ): Turn {
    return Object.assign(new Turn(), {
      runId,
      taskId,
      attempt,
      number,
      answer,
      results: null,
      inputTokens: usage.prompt_tokens,
      outputTokens: usage.completion_tokens,
      costUsd: usage.cost_usd,
    });
  }

  async add(work: UnitOfWork, turn: Turn): Promise<void> {
    await work.manager.insert(Turn, turn);
  }

  async setResults(work: UnitOfWork, turn: Turn, results: ChatMessage[]): Promise<void> {
    const { runId, taskId, attempt, number } = turn;
    await work.manager.update(Turn, { runId, taskId, attempt, number }, { results });
    turn.results = results;
  }
}
