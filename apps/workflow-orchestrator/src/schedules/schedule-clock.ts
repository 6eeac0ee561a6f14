import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What time it is for schedules, whichever replica asks. */
export abstract class ScheduleClock {
  abstract now(): Promise<Date>;
}

/** The database's clock: the one that all replicas share. */
@Injectable()
export class DatabaseClock extends ScheduleClock {
  constructor(private readonly source: DataSource) {
    super();
  }

  override async now(): Promise<Date> {
    const [row] = await this.source.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    return row?.now ?? new Date();
  }
}
