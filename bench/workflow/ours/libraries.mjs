// The real libraries, and Nest as they have it: the bench has a copy of its own for what `bench -- tracing` measures.
export { Controller, Module } from '../../../node_modules/@nestjs/common/index.js';
export { NestFactory } from '../../../node_modules/@nestjs/core/index.js';
export { RunMessage } from '../../../libs/contracts/dist/index.js';
export {
  ConsumesTogether,
  MessagingModule,
  messagingTables,
  RabbitTransport,
} from '../../../libs/messaging/dist/index.js';
export { PersistenceModule, UnitsOfWork } from '../../../libs/persistence/dist/index.js';
export { runContext } from '../../../libs/tracing/dist/index.js';
export { context } from '../../../libs/tracing/dist/api.js';
