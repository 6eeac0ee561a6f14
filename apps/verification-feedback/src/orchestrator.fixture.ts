import { EventEmitter, on } from 'node:events';
import { Controller, type INestMicroservice, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import {
  type RunId,
  type RunMessage,
  VerificationFinished,
  VerificationProgressed,
} from '@throughline/contracts';
import { Consumes, MessagingModule, messagingTables, RabbitTransport } from '@throughline/messaging';
import { PersistenceModule, UnitsOfWork } from '@throughline/persistence';
import type { TestInfrastructure } from '@throughline/testing';

type Heard = VerificationFinished | VerificationProgressed;

/** What was heard, in its order; who waits is told of more. */
class Ears extends EventEmitter<{ heard: [] }> {
  readonly all: Heard[] = [];

  add(message: Heard): Promise<void> {
    this.all.push(message);
    this.emit('heard');
    return Promise.resolve();
  }
}

@Controller()
class EarsConsumer {
  constructor(@Inject(Ears) private readonly ears: Ears) {}

  @Consumes(VerificationFinished)
  onFinished(message: VerificationFinished): Promise<void> {
    return this.ears.add(message);
  }

  @Consumes(VerificationProgressed)
  onProgressed(message: VerificationProgressed): Promise<void> {
    return this.ears.add(message);
  }
}

/** The orchestrator's end of the messages, on the real broker. */
export class Orchestrator {
  private constructor(private readonly app: INestMicroservice) {}

  static async start({ databaseUrl, rabbitUrl }: TestInfrastructure): Promise<Orchestrator> {
    @Module({
      imports: [
        PersistenceModule.forRoot({
          schema: 'orchestrator-fixture',
          entities: [],
          migrations: [],
          tables: [messagingTables],
          databaseUrl,
        }),
        MessagingModule.forRoot({ service: 'workflow-orchestrator', rabbitUrl }),
      ],
      controllers: [EarsConsumer],
      providers: [Ears],
    })
    class FixtureModule {}
    const options: AsyncMicroserviceOptions = {
      inject: [RabbitTransport],
      useFactory: (strategy: RabbitTransport) => ({ strategy }),
    };
    const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(FixtureModule, {
      ...options,
      logger: false,
    });
    await app.listen();
    return new Orchestrator(app);
  }

  send(message: RunMessage<unknown>): Promise<void> {
    return this.app.get(UnitsOfWork).run((work) => {
      work.publish(message);
      return Promise.resolve();
    });
  }

  /** The nth end of a verification of the run. */
  async finished(runId: RunId, count = 1): Promise<VerificationFinished> {
    const found = await this.until(
      () => this.of(runId).filter((each) => each instanceof VerificationFinished)[count - 1],
    );
    return found;
  }

  async progressed(runId: RunId): Promise<VerificationProgressed> {
    return this.until(() => this.of(runId).find((each) => each instanceof VerificationProgressed));
  }

  of(runId: RunId): Heard[] {
    return this.app.get(Ears).all.filter((each) => each.runId === runId);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  private async until<T>(find: () => T | undefined): Promise<T> {
    const ears = this.app.get(Ears);
    const more = on(ears, 'heard');
    for (let found = find(); ; found = find()) {
      if (found !== undefined) return found;
      await more.next();
    }
  }
}
