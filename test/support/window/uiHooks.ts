import type { Context } from 'mocha';
import { closeEverything, openPages } from './workbench.ts';
import { takeScreenshot } from '#test/support/actions/workbenchActions.ts';

/** Mocha's `--require` takes these: a failed test leaves a picture of every window, the last test leaves nothing open. */
export const mochaHooks = {
  async afterEach(this: Context): Promise<void> {
    if (this.currentTest?.state !== 'failed') return;
    for (const [index, page] of openPages().entries()) {
      const path = await takeScreenshot(page, `failed ${this.currentTest.fullTitle()} ${index}`);
      console.log(`      the window then: ${path}`);
    }
  },
  async afterAll(): Promise<void> {
    await closeEverything();
  },
};
