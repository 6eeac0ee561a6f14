import { describe, expect, it } from '@jest/globals';
import { noteOf } from './progress-note.js';

const answer = (name: string, json: string) => ({
  role: 'assistant' as const,
  tool_calls: [{ id: '1', type: 'function' as const, function: { name, arguments: json } }],
});

describe('noteOf', () => {
  it('names the tool and the path or program', () => {
    expect(noteOf(answer('edit_file', '{"path":"a.js","old":"secret","new":"x"}'))).toBe('edit_file a.js');
    expect(noteOf(answer('run_command', '{"argv":["npm","test"]}'))).toBe('run_command npm test');
  });
  it('keeps to the name when the arguments are broken', () => {
    expect(noteOf(answer('search', '{'))).toBe('search');
    expect(noteOf(answer('search', 'null'))).toBe('search');
  });
  it('lets no control character through', () => {
    expect(noteOf(answer('read_file', JSON.stringify({ path: 'a\n\u001b[31mb' })))).toBe('read_file a [31mb');
  });
});
