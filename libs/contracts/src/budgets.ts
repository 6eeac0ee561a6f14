/** US dollars for people: as many digits as small amounts need. */
export const dollarsText = (amount: number): string =>
  `$${amount.toFixed(amount > 0 && amount < 0.01 ? 6 : 4).replace(/(\.\d\d\d*?)0+$/, '$1')}`;

/**
 * Why nothing more may be spent, or undefined while there is money left. A cost that is not known (null) holds no
 * budget: it may be anything, and is never taken for 0.
 */
export function costLimitReached(maxCostUsd: number | undefined, costUsd: number | null): string | undefined {
  if (maxCostUsd === undefined) return undefined;
  const budget = dollarsText(maxCostUsd);
  if (costUsd === null)
    return `the price of a model call is not known, so that the budget of ${budget} cannot be held`;
  return costUsd >= maxCostUsd ? `the budget of ${budget} is used, with ${dollarsText(costUsd)}` : undefined;
}
