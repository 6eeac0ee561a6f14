import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { type CommitId, OBJECT_ID_PATTERN, type TreeId } from '../ids/ids.js';
import { Fence, RepositoryRef } from '../messages/parts.js';
import { Part, Parts } from '../validation/parts.js';

/** `POST /internal/repositories/resolve`: reads the user's repository, stores nothing; answers a RepositoryRef. */
export class ResolveRepository {
  @IsString() @Length(1, 4096) path!: string;
  @IsOptional() @IsString() @Length(1, 255) base?: string;
}

/** `POST /internal/repositories/files`: which paths there are on a tree of the user's repository, and one file. */
export class ReadBaseFile {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @IsString() @Length(1, 4096) path!: string;
}
/** `content` is null when the tree has no such file. */
export class BaseFile {
  @IsOptional() @IsString() content!: string | null;
  @IsBoolean() executable!: boolean;
}
/** `POST /internal/repositories/list`. */
export class ListBaseFiles {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @IsInt() @Min(1) limit!: number;
}

/** `PUT /internal/runs/:run/tasks/:task/attempts/:n/workspace`: opens, or finds again, an attempt's workspace at the head of the run's branch. */
export class OpenWorkspace {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @Part(() => Fence) fence!: Fence;
}
export class WorkspaceOpened {
  @Matches(OBJECT_ID_PATTERN) baseCommit!: CommitId;
  @Matches(OBJECT_ID_PATTERN) baseTree!: TreeId;
  /** Already there from before the worker's restart. */
  @IsBoolean() resumed!: boolean;
}

/** All below: `POST …/workspace/ACTION`. A refused path or edit is a 4xx with a code that the agent's tool shows to the model. */
export class WorkspacePath {
  @IsString() @MaxLength(4096) path!: string;
}
export class FileEntry {
  @IsString() path!: string;
  @IsIn(['file', 'directory', 'symlink']) type!: 'file' | 'directory' | 'symlink';
  @IsOptional() @IsInt() bytes!: number | null;
}
export class FileList {
  @Parts(() => FileEntry) entries!: FileEntry[];
  @IsBoolean() truncated!: boolean;
}
export class ReadFile extends WorkspacePath {
  @IsOptional() @IsInt() @Min(1) startLine?: number;
  @IsOptional() @IsInt() @Min(1) endLine?: number;
}
export class FileText {
  @IsString() content!: string;
  @IsInt() totalLines!: number;
  @IsBoolean() truncated!: boolean;
}
export class SearchFiles {
  /** A regular expression as git grep -E takes it. */
  @IsString() @Length(1, 1000) pattern!: string;
  @IsOptional() @IsString() @MaxLength(4096) path?: string;
}
export class SearchMatch {
  @IsString() path!: string;
  @IsInt() line!: number;
  @IsString() text!: string;
}
export class SearchResult {
  @Parts(() => SearchMatch) matches!: SearchMatch[];
  @IsBoolean() truncated!: boolean;
}
export class WriteFile extends WorkspacePath {
  @IsString() @MaxLength(1_000_000) content!: string;
  @Part(() => Fence) fence!: Fence;
}
export class EditFile extends WorkspacePath {
  /** Must occur exactly once in the file. */
  @IsString() @Length(1, 200_000) old!: string;
  @IsString() @MaxLength(200_000) new!: string;
  @Part(() => Fence) fence!: Fence;
}
export class DeleteFile extends WorkspacePath {
  @Part(() => Fence) fence!: Fence;
}

/** What a command changed: `contentBase64` null = deleted. */
export class FileChange {
  @IsString() @Length(1, 4096) path!: string;
  @IsOptional() @IsString() contentBase64!: string | null;
  @IsBoolean() executable!: boolean;
}
export class ApplyChanges {
  @ArrayMaxSize(2000) @Parts(() => FileChange) changes!: FileChange[];
  @Part(() => Fence) fence!: Fence;
}

/** `…/workspace/snapshot`: the workspace's files as a git tree, without a commit. */
export class Snapshot {
  @Part(() => Fence) fence!: Fence;
}
export class SnapshotTaken {
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @IsInt() changedFiles!: number;
}

/** `…/workspace/commit`: done once; a second call with the same fence answers the same commit. */
export class CommitWorkspace {
  @IsString() @Length(1, 10_000) message!: string;
  @Part(() => Fence) fence!: Fence;
}
export class WorkspaceCommitted {
  @Matches(OBJECT_ID_PATTERN) commit!: CommitId;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
  @IsInt() changedFiles!: number;
}

/** `POST /internal/trees/archive`: answers an uncompressed tar of the tree (`application/x-tar`), from the repository's own clone. */
export class ExportTree {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
  @Matches(OBJECT_ID_PATTERN) tree!: TreeId;
}

/** `POST /internal/runs/:run/diff`: base commit against the run's branch. */
export class RunDiffRequest {
  @Part(() => RepositoryRef) repository!: RepositoryRef;
}
export class DiffStat {
  @IsString() path!: string;
  @IsInt() added!: number;
  @IsInt() removed!: number;
}
export class RunDiff {
  @IsString() patch!: string;
  @ArrayMinSize(0) @Parts(() => DiffStat) files!: DiffStat[];
  @IsBoolean() truncated!: boolean;
}
