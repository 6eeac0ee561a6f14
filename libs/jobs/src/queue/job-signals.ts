import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

/** Tells the runner of this process what has just been committed; other processes find it by looking. */
@Injectable()
export class JobSignals extends EventEmitter<{ enqueued: [kind: string]; cancelled: [id: string] }> {}
