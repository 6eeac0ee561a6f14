/** Told, in a sentence, what long work is being done now. */
export type Progress = (message: string) => void;
