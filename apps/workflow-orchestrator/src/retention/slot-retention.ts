import { Injectable } from '@nestjs/common';
import { Retention } from '@throughline/persistence';
import { SlotSupply } from '../dispatch/slot-supply.js';

/** Forgets the slots of repositories that no run works on. */
@Injectable()
export class SlotRetention extends Retention {
  constructor(supply: SlotSupply) {
    super({
      what: 'slots of repositories',
      batchSize: 1000,
      forget: (batchSize) => supply.forgetUnused(batchSize),
    });
  }
}
