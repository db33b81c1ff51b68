import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

/** A real disk of a few megabytes that a test can fill and make read-only. Only a superuser of Linux can have one. */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;

  private constructor(folder: Awaited<ReturnType<typeof makeTemporaryFolder>>) {
    this.#folder = folder;
    this.path = folder.path;
  }

  /** `undefined` where this machine lets nobody mount anything. */
  static async mount(): Promise<SmallDisk | undefined> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const folder = await makeTemporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder.path], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      await folder[Symbol.asyncDispose]();
      return undefined;
    }
  }

  /** Leaves no room at all. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.path);
    writeFileSync(join(this.path, 'filler'), Buffer.alloc(bavail * bsize));
  }

  /** Makes room again. */
  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  setReadOnly(isReadOnly: boolean): void {
    execFileSync('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, this.path]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    execFileSync('umount', ['-l', this.path]);
    await this.#folder[Symbol.asyncDispose]();
  }
}
