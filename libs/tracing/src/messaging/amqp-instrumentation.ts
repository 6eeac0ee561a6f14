import type { Instrumentation } from '@opentelemetry/instrumentation';
import { moduleInstrumentation } from '../sdk/module-instrumentation.js';
import { patchChannels, patchConnect } from './patch-channels.js';
import { patchChannelWrapper } from './patch-connection-manager.js';
import { patchRmqServer, patchRpcProxy } from './patch-nest-transport.js';

/** RabbitMQ through amqplib, also below amqp-connection-manager and Nest’s transport. */
export const amqpInstrumentation = (): Instrumentation =>
  moduleInstrumentation('@throughline/tracing/amqplib', [
    {
      name: 'amqplib',
      versions: '>=0.10.0 <3',
      files: [
        { path: 'amqplib/lib/connect.js', patch: patchConnect },
        { path: 'amqplib/lib/channel_model.js', patch: patchChannels },
        { path: 'amqplib/lib/callback_model.js', patch: patchChannels },
      ],
    },
    {
      name: 'amqp-connection-manager',
      versions: '>=4.0.0 <6',
      files: [{ path: 'amqp-connection-manager/dist/cjs/ChannelWrapper.js', patch: patchDefaultClass }],
      classes: [
        {
          path: 'amqp-connection-manager/dist/esm/ChannelWrapper.js',
          className: 'ChannelWrapper',
          patch: patchChannelWrapper,
        },
      ],
    },
    {
      name: '@nestjs/microservices',
      versions: '>=12 <13',
      files: [],
      classes: [
        { path: '@nestjs/microservices/server/server-rmq.js', className: 'ServerRMQ', patch: patchRmqServer },
        { path: '@nestjs/microservices/context/rpc-proxy.js', className: 'RpcProxy', patch: patchRpcProxy },
      ],
    },
  ]);

function patchDefaultClass(exports: object): () => void {
  const wrapper: unknown = Reflect.get(exports, 'default');
  const prototype: unknown = typeof wrapper === 'function' ? wrapper.prototype : undefined;
  return typeof prototype === 'object' && prototype !== null
    ? patchChannelWrapper(prototype)
    : () => undefined;
}
