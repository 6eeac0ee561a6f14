import type { RunId } from '@throughline/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which clone a run works in; stays when its workspaces are gone. */
@Entity({ name: 'run_clones' })
export class RunClone {
  @PrimaryColumn('text', { name: 'run_id' }) runId!: RunId;
  @Column('text', { name: 'clone_dir' }) cloneDir!: string;
}
