/** How a field's value is written. */
export const VARINT = 0;
export const FIXED64 = 1;
export const MESSAGE = 2;
export const FIXED32 = 5;

/** What stands before a field's value: its number and how it is written. */
export const tagOf = (field: number, wireType: number): number => (field << 3) | wireType;
