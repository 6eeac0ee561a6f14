import { Controller } from '@nestjs/common';
import { TaskCancel, TaskRun } from '@throughline/contracts';
import { Consumes } from '@throughline/messaging';
import type { UnitOfWork } from '@throughline/persistence';
import { AttemptsService } from './attempts.service.js';

@Controller()
export class AttemptsConsumer {
  constructor(private readonly attempts: AttemptsService) {}

  @Consumes(TaskRun)
  onTaskRun(message: TaskRun, work: UnitOfWork): Promise<void> {
    return this.attempts.accept(message, work);
  }

  @Consumes(TaskCancel)
  onTaskCancel(message: TaskCancel, work: UnitOfWork): Promise<void> {
    return this.attempts.cancel(message, work);
  }
}
