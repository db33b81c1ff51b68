import assert from 'node:assert/strict';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { tryToMakeMarkup } from '#test/support/hostile/markupAttempts.ts';
import { closePanels, type FakePanelHost, makeRun, openPanel } from './harness.ts';

const { light } = makeHostileAnswers();

describe('the page', () => {
  let host: FakePanelHost;

  afterEach(() => host.page.context().close());
  after(closePanels);

  it('makes neither markup nor code of a string, whoever asks', async () => {
    host = await openPanel();
    const outcomes = await host.page.evaluate(tryToMakeMarkup);
    assert.ok(Object.keys(outcomes).length > 10);
    assert.deepEqual(
      Object.entries(outcomes).filter(([, outcome]) => outcome !== 'refused'),
      [],
    );
    assert.equal(await host.page.evaluate(() => 'hacked' in window), false);
    assert.ok((await host.page.evaluate(() => window.fakeHost.violations)).length >= Object.keys(outcomes).length - 1);
  });

  describe('with every hostile answer', () => {
    const navigations: string[] = [];

    beforeEach(async () => {
      const runs = light.map(({ markdown }, index) => makeRun({ runId: `r${index}`, threadId: 't', text: markdown }));
      host = await openPanel({ snapshot: { runs } });
      await host.page.locator('.run').last().waitFor();
      navigations.length = 0;
      host.page.on('framenavigated', (frame) => navigations.push(frame.url()));
    });

    afterEach(async () => {
      await host.assertQuiet();
      assert.deepEqual(navigations, []);
      assert.equal(host.page.url(), 'http://localhost/');
      assert.equal(host.page.context().pages().length, 1);
      assert.equal(await host.page.evaluate(() => 'hacked' in window), false);
    });

    it('asks for the web address that a link shows, however it is pressed, and for nothing else', async function () {
      // Each of more than a hundred links is pressed in five ways.
      this.timeout(60_000);
      const links = host.page.locator('.answer a[data-address]');
      const titles = await links.evaluateAll((all) => all.map((link) => link.getAttribute('title') ?? ''));
      assert.ok(titles.length > 10);
      for (const [index, title] of titles.entries()) {
        assert.match(title, /^https?:\/\/[^\s@\\]+$/);
        const link = links.nth(index);
        const before = (await host.posted()).length;
        await link.click();
        await link.click({ modifiers: ['Control'] });
        await link.click({ modifiers: ['Shift'] });
        await link.click({ button: 'middle' });
        await link.press('Enter');
        const expected = { type: 'openLink', href: title };
        assert.deepEqual(
          (await host.posted()).slice(before),
          Array.from({ length: 5 }, () => expected),
        );
      }
    });

    it('answers nothing else that is pressed but the buttons of its own', async () => {
      const posted = await host.page.evaluate(() => {
        const before = window.fakeHost.posted.length;
        for (const each of document.querySelectorAll('.answer *')) {
          if (each.closest('a[data-address], button')) continue;
          for (const type of ['click', 'auxclick', 'dblclick', 'mousedown', 'mouseup', 'contextmenu']) {
            each.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, button: 1 }));
          }
          if (each instanceof HTMLElement) each.click();
          each.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        }
        return window.fakeHost.posted.slice(before);
      });
      assert.deepEqual(
        posted.filter(({ type }) => type !== 'openFile'),
        [],
      );
    });
  });
});
