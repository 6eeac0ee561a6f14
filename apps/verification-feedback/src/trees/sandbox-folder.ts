import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { endSandboxesOn, isAlive, isPassable } from '@throughline/sandbox';
import { VerificationConfig } from '../config.js';

/** Where root's state folder hides files from the sandbox's user. */
const PUBLIC_FOLDER = '/var/lib/throughline/sandbox';

/** Trees are named by their process, so that others who work in the same folder leave them alone. */
const TREE = /^tree-(\d+)-/;

/** The folder in which trees are laid out; what a killed process has left there goes when the next one starts. */
@Injectable()
export class SandboxFolder implements OnModuleInit {
  private folder = '';

  constructor(private readonly config: VerificationConfig) {}

  async onModuleInit(): Promise<void> {
    this.folder = await this.choose();
    const left = (await readdir(this.folder)).filter(isLeft);
    await Promise.all(left.map((name) => this.clear(join(this.folder, name))));
  }

  /** A new empty folder, this process's own. */
  async make(): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o711 });
    return mkdtemp(join(this.folder, `tree-${process.pid}-`));
  }

  private async clear(directory: string): Promise<void> {
    await endSandboxesOn(directory);
    await removeTree(directory);
  }

  private async choose(): Promise<string> {
    const own = join(this.config.home, 'sandbox');
    await mkdir(own, { recursive: true, mode: 0o711 });
    if (await isPassable(own)) return own;
    const name = createHash('sha256').update(this.config.home).digest('hex').slice(0, 16);
    const elsewhere = join(PUBLIC_FOLDER, name);
    await mkdir(elsewhere, { recursive: true, mode: 0o711 });
    return elsewhere;
  }
}

/** A process of our own number is one before us. */
function isLeft(name: string): boolean {
  const owner = Number(TREE.exec(name)?.[1]);
  return !(owner > 0) || owner === process.pid || !isAlive(owner);
}

/** Removes what a sandbox left, however deep, and whatever it did to the permissions. */
export async function removeTree(directory: string): Promise<void> {
  const removed = await rm(directory, { recursive: true, force: true }).then(
    () => true,
    () => false,
  );
  if (removed) return;
  await ran('chmod', ['-R', 'u+rwX', '--', directory]);
  await ran('rm', ['-rf', '--', directory]);
}

async function ran(program: string, argv: readonly string[]): Promise<void> {
  await once(spawn(program, argv, { stdio: 'ignore' }), 'close');
}
