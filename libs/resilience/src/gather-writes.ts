import type { Duplex } from 'node:stream';

/**
 * From now on, what is written to the socket within one turn leaves in one go. Clients of databases and brokers hand
 * each statement or frame over by itself, and with Nagle's algorithm off, as they should have it, each would be a
 * system call here and a packet there.
 */
export function gatherWrites(socket: Duplex): void {
  const write: unknown = Reflect.get(socket, 'write');
  if (typeof write !== 'function') return;
  let isGathering = false;
  const uncork = (): void => {
    isGathering = false;
    socket.uncork();
  };
  socket.write = (...args: unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(uncork);
    }
    return Reflect.apply(write, socket, args) === true;
  };
}
