export * from './deadline.js';
export * from './circuit-breaker.js';
export * from './retry-budget.js';
export * from './retry.js';
export * from './fault-point.js';
export * from './gather-writes.js';
