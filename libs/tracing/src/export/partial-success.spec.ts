import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { partialSuccessOfJson, partialSuccessOfProtobuf } from './partial-success.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const json = (text: string): Uint8Array => Buffer.from(text);

describe('an answer of a receiver', () => {
  it.each([
    ['nothing at all', ''],
    ['an empty message, as collectors send it', '0a 00'],
    ['an unknown field', '12 01 61'],
    ['zero spans and no words', '0a 04 08 00 12 00'],
    ['less than no spans', '0a 0b 08 ffffffffffffffffff01'],
  ])('says in protobuf that all was taken: %s', (_what, hex) => {
    expect(partialSuccessOfProtobuf(bytes(hex))).toBeUndefined();
  });

  it.each([
    ['spans', '0a 02 08 07', { rejected: 7, message: '' }],
    ['many spans', '0a 03 08 ac02', { rejected: 300, message: '' }],
    ['words', '0a 04 12 02 6e6f', { rejected: 0, message: 'no' }],
    [
      'both, among what it does not know',
      '1d 00000000 0a 0b 21 0000000000000000 08 01',
      { rejected: 1, message: '' },
    ],
  ])('says in protobuf what was not taken: %s', (_what, hex, said) => {
    expect(partialSuccessOfProtobuf(bytes(hex))).toEqual(said);
  });

  it.each(['0a', '0a 05 08 01', '08', 'ffffffffffffffffffffff', '0b'])(
    'cannot be read in protobuf: %s',
    (hex) => {
      expect(() => partialSuccessOfProtobuf(bytes(hex))).toThrow(RangeError);
    },
  );

  it('is read in time that is linear, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        try {
          partialSuccessOfProtobuf(given);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it.each([
    ['', undefined],
    ['{}', undefined],
    ['null', undefined],
    ['{"partialSuccess":{}}', undefined],
    ['{"partialSuccess":{"rejectedSpans":"0","errorMessage":""}}', undefined],
    ['{"partialSuccess":{"rejectedSpans":"3"}}', { rejected: 3, message: '' }],
    ['{"partialSuccess":{"rejectedSpans":3,"errorMessage":"no"}}', { rejected: 3, message: 'no' }],
    ['{"partialSuccess":{"errorMessage":"slower"}}', { rejected: 0, message: 'slower' }],
  ])('is read in JSON: %s', (text, said) => {
    expect(partialSuccessOfJson(json(text))).toEqual(said);
  });
});
