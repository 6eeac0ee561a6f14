/** A value of the file as it may be written, and the text that it is as an environment variable. */
export interface Form {
  readonly expected: string;
  /** Undefined for what is not of this form. */
  read(text: string): string | undefined;
}

/** What may stand at a place of the file. */
export type Shape =
  | { readonly kind: 'value'; readonly form: Form; readonly sets?: string }
  | { readonly kind: 'section'; readonly keys: Readonly<Record<string, Shape>> }
  /** Keys are names that the writer chooses. */
  | { readonly kind: 'named'; readonly each: Shape }
  | { readonly kind: 'list'; readonly each: Shape }
  /** Pairs that become one variable: `name=value,name=value`. */
  | { readonly kind: 'pairs'; readonly sets: string }
  /** For other programs: accepted, and not read. */
  | { readonly kind: 'foreign' };

export const section = (keys: Readonly<Record<string, Shape>>): Shape => ({ kind: 'section', keys });

export const value = (form: Form, sets?: string): Shape => ({
  kind: 'value',
  form,
  ...(sets === undefined ? {} : { sets }),
});
