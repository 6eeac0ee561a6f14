import { DispatchSignal } from './dispatch-signal.js';
import { Dispatcher } from './dispatcher.service.js';
import { SlotRows } from './slot-rows.js';
import { SlotSupply } from './slot-supply.js';
import { TaskSlots } from './task-slots.service.js';

/** What shares slots out to tasks. */
export const DISPATCH_PROVIDERS = [SlotRows, SlotSupply, DispatchSignal, TaskSlots, Dispatcher];
