import { type PlanRules, problemsOfPlan, topologicalOrder } from '@throughline/contracts';
import { type Reading, readSubmittedPlan } from './submitted-plan.js';

/** The tasks in an order in which they can be done, or all reasons why this is no plan. */
export function judgePlan(text: string, rules: PlanRules): Reading {
  const reading = readSubmittedPlan(text);
  if ('reasons' in reading) return reading;
  const reasons = problemsOfPlan(reading.tasks, rules);
  return reasons.length > 0 ? { reasons } : { tasks: topologicalOrder(reading.tasks) };
}
