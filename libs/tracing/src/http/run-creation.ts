/** The request that creates a run. */
export interface RunCreation {
  readonly method: string;
  readonly path: string;
}
