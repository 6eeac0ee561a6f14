import { RunMessage } from '@throughline/contracts';
import { IsIn, IsInt } from 'class-validator';

/** What the handler in the tests is to make of a message. */
export type Behaviour =
  'fine' | 'invalid' | 'invalid-until-mended' | 'kill' | 'unavailable-once' | 'cut-connection-once' | 'throw';

export class NumberAdded extends RunMessage<NumberAdded> {
  static readonly messageType = 'test.number.added.v1';
  static readonly kind = 'event';
  @IsInt() value!: number;
  @IsIn([
    'fine',
    'invalid',
    'invalid-until-mended',
    'kill',
    'unavailable-once',
    'cut-connection-once',
    'throw',
  ])
  behaviour!: Behaviour;
}

export class AddNumber extends RunMessage<AddNumber> {
  static readonly messageType = 'test.number.add.v1';
  static readonly kind = 'command';
  @IsInt() value!: number;
}

export class NobodyListens extends RunMessage<NobodyListens> {
  static readonly messageType = 'test.nobody.listens.v1';
  static readonly kind = 'event';
}
