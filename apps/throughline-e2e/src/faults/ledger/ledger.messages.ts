import { RunMessage } from '@throughline/contracts';
import { IsInt } from 'class-validator';

export class EntryMade extends RunMessage<EntryMade> {
  static readonly messageType = 'ledger.entry.made.v1';
  static readonly kind = 'event';
  @IsInt() entry!: number;
}
