import { ThroughlineError } from '@throughline/contracts';
import { IsInt, IsOptional, IsString, Length, MaxLength, Min } from 'class-validator';
import type { Workspace } from '../workspace/workspace.client.js';
import { defineTool } from './tool.js';

const path = { type: 'string', description: "Path relative to the repository's root." };

class PathArguments {
  @IsString() @MaxLength(4096) path!: string;
}

export const listFiles = defineTool({
  name: 'list_files',
  description: 'Lists what is in one folder; the names of folders end with a slash. Use "." for the root.',
  properties: { path },
  required: ['path'],
  Arguments: PathArguments,
  run: async ({ path: folder }, workspace) => {
    const { entries, truncated } = await workspace.list(folder);
    const lines = entries.map((entry) => (entry.type === 'directory' ? `${entry.path}/` : entry.path));
    if (truncated) lines.push('… there are more; name a folder.');
    return lines.length === 0 ? 'There are no files.' : lines.join('\n');
  },
});

class ReadArguments extends PathArguments {
  @IsOptional() @IsInt() @Min(1) startLine?: number;
  @IsOptional() @IsInt() @Min(1) endLine?: number;
}

export const readFile = defineTool({
  name: 'read_file',
  description:
    'Reads a text file, or the lines from startLine to endLine (both counted from 1, both included).',
  properties: { path, startLine: { type: 'integer', minimum: 1 }, endLine: { type: 'integer', minimum: 1 } },
  required: ['path'],
  Arguments: ReadArguments,
  run: async ({ path: file, startLine, endLine }, workspace) => {
    const { content, totalLines, truncated } = await workspace.read(file, startLine, endLine);
    return truncated ? `${content}\n… cut; the file has ${String(totalLines)} lines.` : content;
  },
});

class SearchArguments {
  @IsString() @Length(1, 1000) pattern!: string;
  @IsOptional() @IsString() @MaxLength(4096) path?: string;
}

export const search = defineTool({
  name: 'search',
  description:
    'Finds lines that match an extended regular expression, in the whole repository or below a path.',
  properties: { pattern: { type: 'string' }, path },
  required: ['pattern'],
  Arguments: SearchArguments,
  run: async ({ pattern, path: below }, workspace) => {
    const { matches, truncated } = await workspace.search(pattern, below);
    const lines = matches.map((match) => `${match.path}:${String(match.line)}: ${match.text}`);
    if (truncated) lines.push('… there are more; make the pattern narrower.');
    return lines.length === 0 ? 'Nothing matches.' : lines.join('\n');
  },
});

class EditArguments extends PathArguments {
  @IsString() @Length(1, 200_000) old!: string;
  @IsString() @MaxLength(200_000) new!: string;
}

/** An agent that was killed between the edit and its record makes the same edit again: that is no error. */
async function isApplied(error: unknown, given: EditArguments, workspace: Workspace): Promise<boolean> {
  if (!(error instanceof ThroughlineError) || error.code !== 'edit_text_not_found' || given.new === '')
    return false;
  return (await workspace.read(given.path)).content.includes(given.new);
}

export const editFile = defineTool({
  name: 'edit_file',
  description: 'Replaces a text that occurs exactly once in a file.',
  properties: {
    path,
    old: { type: 'string', description: 'The text to replace, with enough around it to be unique.' },
    new: { type: 'string' },
  },
  required: ['path', 'old', 'new'],
  Arguments: EditArguments,
  run: async (given, workspace) => {
    try {
      await workspace.edit(given.path, given.old, given.new);
    } catch (error) {
      if (await isApplied(error, given, workspace)) return `${given.path} already has the new text.`;
      throw error;
    }
    return `Edited ${given.path}.`;
  },
});

class WriteArguments extends PathArguments {
  @IsString() @MaxLength(1_000_000) content!: string;
}

export const writeFile = defineTool({
  name: 'write_file',
  description: 'Writes a whole file, new or in place of the old one.',
  properties: { path, content: { type: 'string' } },
  required: ['path', 'content'],
  Arguments: WriteArguments,
  run: async ({ path: file, content }, workspace) => {
    await workspace.write(file, content);
    return `Wrote ${file}.`;
  },
});

export const deleteFile = defineTool({
  name: 'delete_file',
  description: 'Deletes a file.',
  properties: { path },
  required: ['path'],
  Arguments: PathArguments,
  run: async ({ path: file }, workspace) => {
    await workspace.delete(file);
    return `Deleted ${file}.`;
  },
});
