import { type ErrorFields, ThroughlineError } from '@throughline/contracts';

/** Refusals that the agent's tool shows to the model: the sentence says what to do instead. */
abstract class WorkspaceRefusal extends ThroughlineError {
  constructor(code: string, message: string, fields: ErrorFields = {}) {
    super(code, 'refused', message, { fields });
  }
}

export class PathRefusedError extends WorkspaceRefusal {
  constructor(path: string, why: string) {
    const shown = path.slice(0, 200).toWellFormed();
    super('path_refused', `the path ${JSON.stringify(shown)} cannot be used: ${why}`, { path: shown });
  }
}
export class PathOutsideWorkspaceError extends WorkspaceRefusal {
  constructor(path: string) {
    super(
      'path_outside_workspace',
      `${path} leads out of the workspace through a symbolic link. Use another path`,
      { path },
    );
  }
}
export class FileNotFoundError extends WorkspaceRefusal {
  constructor(path: string) {
    super('file_not_found', `there is no file ${path} in the workspace. List a folder to see what is there`, {
      path,
    });
  }
}
export class NotAFileError extends WorkspaceRefusal {
  constructor(path: string) {
    super('not_a_file', `${path} is not a file. List it if it is a folder`, { path });
  }
}
export class NotAFolderError extends WorkspaceRefusal {
  constructor(path: string) {
    super('not_a_folder', `${path} is not a folder, so nothing can be in it. Use another path`, { path });
  }
}
export class FileTooLargeError extends WorkspaceRefusal {
  constructor(path: string, bytes: number, limit: number) {
    const text = `${path} has ${bytes} bytes; only files of up to ${limit} bytes are handled. Search in it instead`;
    super('file_too_large', text, { path, bytes, limit });
  }
}
export class FileIsBinaryError extends WorkspaceRefusal {
  constructor(path: string, bytes: number) {
    super(
      'file_is_binary',
      `${path} is no UTF-8 text (${bytes} bytes), so it can be neither shown nor edited`,
      { path, bytes },
    );
  }
}
export class EditTextNotFoundError extends WorkspaceRefusal {
  constructor(path: string) {
    const text = `the text to replace is not in ${path}. Read the file and give the text exactly as it stands there`;
    super('edit_text_not_found', text, { path });
  }
}
export class EditTextAmbiguousError extends WorkspaceRefusal {
  constructor(path: string) {
    const text = `the text to replace is in ${path} more than once. Give more of what stands around it`;
    super('edit_text_ambiguous', text, { path });
  }
}
export class SearchPatternInvalidError extends WorkspaceRefusal {
  constructor(why: string) {
    super(
      'search_pattern_invalid',
      `the pattern is no extended regular expression: ${why.trim().slice(0, 300)}`,
    );
  }
}
export class WorkspaceNotFoundError extends ThroughlineError {
  constructor(run: string, task: string, attempt: number) {
    super(
      'workspace_not_found',
      'not_found',
      `attempt ${attempt} of task ${task} has no open workspace. Open it first`,
      {
        fields: { run, task, attempt },
      },
    );
  }
}
/** The same code as for a worker that was followed by another: it stops for the same reason. */
export class AttemptDiscardedError extends ThroughlineError {
  constructor(task: string, attempt: number) {
    const text = `attempt ${attempt} of task ${task} was discarded and gets no workspace any more. Stop working on it`;
    super('fenced', 'conflict', text, { fields: { task, attempt } });
  }
}
export class FencedError extends ThroughlineError {
  constructor(task: string, attempt: number, epoch: number) {
    const text = `another worker has taken over task ${task}: writes of attempt ${attempt}, epoch ${epoch} are refused. Stop this one`;
    super('fenced', 'conflict', text, { fields: { task, attempt, epoch } });
  }
}
