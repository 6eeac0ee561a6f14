import { expect } from '@jest/globals';
import { spansToMatch, toBeWholeTrace } from './validation/whole-trace-matcher.js';

export { toBeWholeTrace };

expect.extend({
  toBeWholeTrace: (received: unknown, created?: Iterable<string>) =>
    toBeWholeTrace(spansToMatch(received), created),
});

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> {
    /**
     * One root, no orphans, nothing twice; names, attributes and times in order; nothing secret; and nothing missing of
     * what was created.
     */
    toBeWholeTrace(created?: Iterable<string>): R;
  }
}
