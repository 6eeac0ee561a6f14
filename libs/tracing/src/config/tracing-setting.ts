/** One environment variable of this library. */
export interface TracingSetting {
  readonly env: string;
  readonly default: string;
  readonly description: string;
}
