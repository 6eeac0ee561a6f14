import { counter } from './instruments.js';

/** Counts a worker that was refused because another one has its work by now; `resource` is what refused it. */
export function countFenced(resource: string): void {
  counter('fenced_total', 'Workers refused because another one has taken over their work').add(1, {
    resource,
  });
}
