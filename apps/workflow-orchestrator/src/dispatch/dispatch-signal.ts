import { Injectable } from '@nestjs/common';

/** Tells the dispatcher of this process that a slot is free or wanted. */
@Injectable()
export class DispatchSignal {
  private listener: () => void = () => undefined;

  give(): void {
    this.listener();
  }

  onGiven(listener: () => void): void {
    this.listener = listener;
  }
}
