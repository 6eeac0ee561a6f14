import { tracingOf } from '../../tracing/tracing-of.mjs';
import { answerQuestions } from '../answers.mjs';
import {
  ConsumesTogether,
  Controller,
  MessagingModule,
  messagingTables,
  Module,
  NestFactory,
  PersistenceModule,
  RabbitTransport,
  UnitsOfWork,
} from './libraries.mjs';

/** Starts a service with the real libraries whose one consumer handles messages of one class, and answers the bench. */
export async function startService({ service, migrations, messageClass, handle }) {
  class Consumer {
    on(messages, work) {
      return handle(messages, work);
    }
  }
  decorate(Consumer, messageClass);
  class AppModule {}
  const imports = [
    PersistenceModule.forRoot({ schema: service, entities: [], migrations, tables: [messagingTables] }),
    MessagingModule.forRoot({ service }),
  ];
  Module({ imports, controllers: [Consumer] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
  const transport = app.get(RabbitTransport);
  app.connectMicroservice({ strategy: transport });
  await app.init();
  await app.startAllMicroservices();
  while (!transport.isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
  return { units: app.get(UnitsOfWork), answer: (run) => answer(app, run) };
}

// What the compiler makes of decorators.
function decorate(Consumer, messageClass) {
  const method = Object.getOwnPropertyDescriptor(Consumer.prototype, 'on');
  ConsumesTogether(messageClass)(Consumer.prototype, 'on', method);
  Controller()(Consumer);
}

async function answer(app, run) {
  const tracing = await tracingOf('ours 100 %');
  const { flush, counts } = tracing;
  answerQuestions({ run, flush, counts, stop: () => app.close() });
}
