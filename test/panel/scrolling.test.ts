import assert from 'node:assert/strict';
import { closePanels, type FakePanelHost, openPanel, start } from './harness.ts';

describe('an answer that is written while its reader scrolls by keys', () => {
  let host: FakePanelHost;

  const scroller = () => host.page.locator('.scroller');
  const button = () => host.page.getByRole('button', { name: 'Scroll to the end' });

  /** Returns whether the end is in view, in a frame in which nothing moves. */
  const isAtEnd = () =>
    scroller().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop < 2);

  const readTop = () => scroller().evaluate((element) => element.scrollTop);

  beforeEach(async () => {
    host = await openPanel({ height: 400 });
    await start(host);
    await host.send({ type: 'delta', runId: 'run-1', text: 'word\n\n'.repeat(120) });
    await host.settle();
    assert.ok(await isAtEnd());
    await scroller().focus();
    // As a fast model does it: something in every frame.
    await host.page.evaluate(() => {
      const say = () => {
        const data = { type: 'delta', runId: 'run-1', text: 'more\n\n' };
        dispatchEvent(new MessageEvent('message', { data }));
        if (!('isSilent' in window)) requestAnimationFrame(say);
      };
      requestAnimationFrame(say);
    });
  });

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  async function endAnswer(): Promise<void> {
    await host.page.evaluate(() => Object.assign(window, { isSilent: true }));
    await host.settle();
  }

  /** Resolves to where the page has come to rest, for 15 frames, though the answer goes on. */
  function waitForRest(): Promise<number> {
    return scroller().evaluate(async (element) => {
      let frames = 0;
      let height = element.scrollHeight;
      for (let top = -1; frames < 15 || element.scrollHeight === height; frames += 1) {
        if (element.scrollTop !== top) {
          ({ scrollTop: top, scrollHeight: height } = element);
          frames = 0;
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return element.scrollTop;
    });
  }

  for (const key of ['PageUp', 'Home', 'ArrowUp']) {
    it(`stays where ${key} leads, and follows again after End`, async () => {
      await host.page.keyboard.press(key);
      await button().waitFor();
      const top = await waitForRest();
      if (key === 'Home') assert.ok(top < 100, `${top} pixels below the beginning`);
      assert.equal(await isAtEnd(), false);
      await host.page.keyboard.press('End');
      await button().waitFor({ state: 'hidden' });
      await endAnswer();
      assert.equal(await isAtEnd(), true);
    });
  }

  it('follows again when PageDown has come to the end', async () => {
    await host.page.keyboard.press('PageUp');
    await button().waitFor();
    await waitForRest();
    while (await button().isVisible()) {
      const top = await readTop();
      await host.page.keyboard.press('PageDown');
      await host.page.waitForFunction((before) => document.querySelector('.scroller')?.scrollTop !== before, top);
    }
    await endAnswer();
    assert.equal(await isAtEnd(), true);
  });
});
