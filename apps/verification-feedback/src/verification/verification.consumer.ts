import { Controller } from '@nestjs/common';
import { VerificationCancel, VerificationRun } from '@throughline/contracts';
import { Consumes } from '@throughline/messaging';
import type { UnitOfWork } from '@throughline/persistence';
import { VerificationsService } from './verifications.service.js';

@Controller()
export class VerificationConsumer {
  constructor(private readonly verifications: VerificationsService) {}

  @Consumes(VerificationRun)
  onRun(message: VerificationRun, work: UnitOfWork): Promise<void> {
    return this.verifications.accept(message, work);
  }

  @Consumes(VerificationCancel)
  onCancel(message: VerificationCancel, work: UnitOfWork): Promise<void> {
    return this.verifications.cancel(message, work);
  }
}
