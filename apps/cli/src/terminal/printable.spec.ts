import { describe, expect, it } from '@jest/globals';
import { Output } from './output.js';
import { oneLine } from './table.js';

class Sink {
  text = '';
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.text += text;
  }
}

function written(isTTY: boolean, write: (output: Output) => void): string {
  const sink = new Sink(isTTY);
  write(new Output(sink, sink, false, {}));
  return sink.text;
}

/** Sets the title, clears the screen, hides text, moves the cursor, turns the direction; also as one C1 character. */
const HOSTILE = 'a\u001b]0;owned\u0007b\u001b[2Jc\u001b[8md\u009b31me\rf\u0008g\u0000h\u202ei\u2066j\u007fk';
const SHOWN =
  'a\ufffd]0;owned\ufffdb\ufffd[2Jc\ufffd[8md\ufffd31me\ufffdf\ufffdg\ufffdh\ufffdi\ufffdj\ufffdk';

describe('text of models and repositories', () => {
  it.each([false, true])('is shown, never obeyed (on a terminal: %s)', (isTTY) => {
    expect(written(isTTY, (output) => output.line(HOSTILE))).toBe(`${SHOWN}\n`);
  });
  it('cannot have colours where it is part of a line of ours', () => {
    expect(oneLine('one\u001b[31mtwo\nthree\u202e', 100)).toBe('one\ufffd[31mtwo three\ufffd');
  });
  it('leaves the colours that are ours, on a terminal alone', () => {
    expect(written(true, (output) => output.line(output.colors.red('x')))).toBe('\u001b[31mx\u001b[39m\n');
    expect(written(false, (output) => output.line('\u001b[31mx\u001b[39m'))).toBe('\ufffd[31mx\ufffd[39m\n');
  });
  it('leaves letters of all scripts, emoji, tabs and line ends', () => {
    const text = 'Grüße\tשלום 漢字 👩‍👩‍👧 e\u0301\nnext';
    expect(written(false, (output) => output.line(text))).toBe(`${text}\n`);
  });
});
