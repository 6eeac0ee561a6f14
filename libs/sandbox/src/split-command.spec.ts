import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CheckEmptyError, CheckNotSplittableError } from './sandbox.errors.js';
import { splitCommand } from './split-command.js';

describe('splitCommand', () => {
  it.each([
    ['npm test', ['npm', 'test']],
    ['  npm   run  lint ', ['npm', 'run', 'lint']],
    [`node -e "console.log('a b')"`, ['node', '-e', "console.log('a b')"]],
    [`a 'b c' d\\ e ""`, ['a', 'b c', 'd e', '']],
    [`node --test "test/**/*.js" --x='$HOME && y'`, ['node', '--test', 'test/**/*.js', '--x=$HOME && y']],
  ])('splits %j', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each(['', '   ', "''", '\n'])('refuses the empty %j', (text) => {
    expect(() => splitCommand(text)).toThrow(CheckEmptyError);
  });

  it.each([
    ['npm run lint && npm test', '"&&"'],
    ['npm test | tee log', '"|"'],
    ['npm test > log', '">"'],
    ['npm test; true', '";"'],
    ['echo $(id)', '"$"'],
    ['echo `id`', 'substitution'],
    ['echo "`id`"', 'substitution'],
    ['echo $HOME', '"$HOME"'],
    ['echo "${HOME}"', '"$HOME"'],
    ['ls *.js', 'pattern'],
    ['npm test # all', 'comment'],
    ['CI=1 npm test', 'variable'],
    ['echo "open', 'quote'],
    ['echo x\\', 'backslash'],
    ['npm test\nrm -rf x', 'one line'],
    ['npm test &', '"&"'],
  ])('refuses %j and says why', (text, why) => {
    expect(() => splitCommand(text)).toThrow(CheckNotSplittableError);
    expect(() => splitCommand(text)).toThrow(why);
  });

  it('gives back any words that were quoted for it', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !/['\0\r\n]/.test(text));
    fc.assert(
      fc.property(fc.constant('node'), fc.array(word, { maxLength: 5 }), (program, words) => {
        const text = [program, ...words.map((each) => `'${each}'`)].join(' ');
        expect(splitCommand(text)).toEqual([program, ...words]);
      }),
    );
  });
});
