import { Duplex } from 'node:stream';
import type { ChannelModel } from 'amqplib';

/**
 * What a connection writes in one go leaves in one go: amqplib hands each frame to the socket by itself, and with Nagle's
 * algorithm off, which hops need to be quick, each would be a system call here and a packet there.
 */
export function gatherWrites({ connection }: ChannelModel): void {
  const socket: unknown = Reflect.get(connection, 'stream');
  if (!(socket instanceof Duplex)) return;
  const write = socket.write.bind(socket);
  let isGathering = false;
  const gather = (): void => {
    if (isGathering) return;
    isGathering = true;
    socket.cork();
    process.nextTick(() => {
      isGathering = false;
      socket.uncork();
    });
  };
  // Only amqplib writes here, one buffer at a time.
  socket.write = (chunk: unknown) => {
    gather();
    return write(chunk);
  };
}
