import { stripVTControlCharacters } from 'node:util';

/** Longest part of a line that is looked at: what is longer is data, not a finding. */
const MAX_LINE = 2000;
/** All but tabs and ends of lines. */
const CONTROL = /[^\P{Cc}\t\n]/gu;
const WORK_FOLDER = /(?:file:\/\/)?\/work\//g;

/** Output as text that may be stored and shown: no colours, no control characters, no carriage returns. */
export const plainText = (output: string): string => stripVTControlCharacters(output).replace(CONTROL, '');

/** The lines of an output as parsers read them: plain, bounded, with paths relative to the tree. */
export const outputLines = (output: string): string[] =>
  plainText(output)
    .split('\n')
    .map((line) => line.slice(0, MAX_LINE).replace(WORK_FOLDER, '').trimEnd());
