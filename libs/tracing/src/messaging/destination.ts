/** How a destination is called in spans, and whether its name is worth nothing to anybody else. */
export interface Destination {
  readonly name: string;
  /** What stands for it in the names of spans, which must not be without end. */
  readonly shortName: string;
  readonly isAnonymous: boolean;
}

const REPLY_QUEUE = 'amq.rabbitmq.reply-to';
const ANONYMOUS = /^(?:amq\.(?:gen|rabbitmq\.reply-to)[.-]|reply[-_.])/;
const DEFAULT = 'amq.default';

/** `exchange:routing key`, as the conventions for RabbitMQ have it for who sends. */
export const sentTo = (exchange: string, routingKey: string): Destination =>
  destinationOf([exchange, routingKey]);

/** `exchange:routing key:queue`, as the conventions for RabbitMQ have it for who receives. */
export const receivedFrom = (exchange: string, routingKey: string, queue: string): Destination =>
  destinationOf(routingKey === queue ? [exchange, queue] : [exchange, routingKey, queue]);

function destinationOf(parts: readonly string[]): Destination {
  const given = parts.filter((part) => part !== '');
  const isAnonymous = given.some((part) => part === REPLY_QUEUE || ANONYMOUS.test(part));
  const shown = given.map((part) => (part === REPLY_QUEUE || ANONYMOUS.test(part) ? '(anonymous)' : part));
  return {
    name: given.length === 0 ? DEFAULT : given.join(':'),
    shortName: given.length === 0 ? DEFAULT : [...new Set(shown)].join(':'),
    isAnonymous,
  };
}
