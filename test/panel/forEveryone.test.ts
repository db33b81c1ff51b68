import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { englishStrings } from '#protocol/strings.ts';
import { closePanels, type FakePanelHost, makeRun, openPanel, start, type Theme } from './harness.ts';
import { findOverflow } from './overflow.ts';
import { composer, failedRun, severalRuns, waitingRun } from './panelStates.ts';
import { sampleAnswer } from './samples.ts';
import { makeTeam } from '#test/panel/team/teamRuns.ts';

/** The page's words in a language, as the host sends them. */
function readStrings(language: string): Record<string, string> {
  const bundle = JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, 'utf8'));
  return Object.fromEntries(Object.entries(englishStrings).map(([name, english]) => [name, bundle[english]]));
}

/** Reads which element has the focus, and whether that can be seen. */
function readFocus(host: FakePanelHost): Promise<{ name: string; isVisible: boolean }> {
  return host.page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const shown = focused.closest('.prompt-box') ?? focused;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
    const isVisible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !outlineColor.endsWith(', 0)');
    const name = focused.getAttribute('aria-label') ?? focused.textContent;
    return { name: `${focused.tagName.toLowerCase()} ${name}`.trim().slice(0, 60), isVisible };
  });
}

describe('the panel, for everyone', () => {
  let host: FakePanelHost;

  afterEach(async () => {
    await host.assertQuiet();
    await host.page.context().close();
  });

  after(closePanels);

  for (const language of ['de', 'zh-cn']) {
    it(`has room for its words in ${language}, wide and narrow, and writes numbers as is usual there`, async () => {
      const strings = readStrings(language);
      const run = makeRun({ text: sampleAnswer, thinking: 'Hm.', isSimulated: true });
      host = await openPanel({ language, width: 640, height: 700, snapshot: { strings, runs: [run] } });
      const facts = (await host.page.locator('.run-facts').innerText()).replaceAll(/\s+/g, ' ');
      assert.match(
        facts,
        language === 'de' ? /^Fertig 8,4 (?:s|Sek\.) 1\.204 Tokens .*0,0089 \$$/ : /^已完成 8\.4 ?秒 .*1,204/,
      );
      const found: string[] = [];
      for (const [name, snapshot] of Object.entries({
        finished: { runs: [run] },
        failed: { runs: [failedRun] },
        waiting: { runs: [{ ...waitingRun, threadId: 'w', runId: 'w' }] },
        form: { composer, runs: [] },
        tabs: { runs: severalRuns },
        compared: { runs: makeTeam([sampleAnswer, sampleAnswer]) },
        empty: { runs: [] },
      })) {
        await host.send({ type: 'snapshot', now: Date.now(), ...snapshot });
        for (const width of [640, 300]) {
          await host.resize(width, 700);
          await host.screenshot(`${language}-${name}-${width}`);
          found.push(...(await findOverflow(host)).map((what) => `${name} at ${width}: ${what}`));
        }
      }
      assert.deepEqual(found, []);
    });
  }

  it('is walked through by Tab, in the order of the page, with a ring that can be seen in every theme', async () => {
    const runs = [...severalRuns, { ...failedRun, runId: 'x', threadId: 'x', text: sampleAnswer }];
    host = await openPanel({ height: 700, snapshot: { runs, selectedThreadId: 'x' } });
    for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
      await host.setTheme(theme);
      const visited: string[] = [];
      for (let index = 0; index < 40; index += 1) {
        await host.page.keyboard.press('Tab');
        const { name, isVisible } = await readFocus(host);
        if (name.startsWith('body')) break;
        assert.ok(isVisible, `${theme}: ${name}`);
        visited.push(name);
      }
      const tabs = visited.filter((name) => severalRuns.some((run) => name.startsWith(`button ${run.title} (`)));
      assert.deepEqual(tabs, [], 'only the selected tab is a stop');
      const last = visited.at(-1) ?? '';
      assert.match(last, /^(button Send|textarea)/, `no trap: ${visited.join(' | ')}`);
      const order = ['button Explain parseRange', 'button Close', 'div', 'button Set API Key', 'button Show Log'];
      const places = order.map((start) => visited.findIndex((name) => name.startsWith(start)));
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
        visited.join(' | '),
      );
      assert.ok(!places.includes(-1), visited.join(' | '));
      await host.page.keyboard.press('Shift+Tab');
      assert.equal((await readFocus(host)).name, last);
      // Out of the page again, so that the next walk begins at its start.
      await host.page.keyboard.press('Tab');
    }
  });

  it('tells a screen reader of the start, the end and a failure, and of nothing between', async () => {
    host = await openPanel();
    await host.page.evaluate(() => {
      const heard: string[] = [];
      window.fakeHost.heard = heard;
      const live = '[aria-live], [role="status"], [role="alert"], [role="log"]';
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const node = target instanceof Element ? target : target.parentElement;
          const region = node?.closest(live);
          if (region) heard.push(region.textContent);
        }
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    await start(host);
    for (const text of sampleAnswer.match(/[\s\S]{1,40}/g) ?? []) {
      await host.send({ type: 'delta', runId: 'run-1', text, thinking: 'Hm. ' });
      await host.settle();
    }
    await start(host, { status: 'success', durationSeconds: 3 });
    await start(host, { runId: 'run-2' });
    await start(host, { runId: 'run-2', status: 'failed', error: { message: 'No network.', actions: [] } });
    const heard = await host.page.evaluate(() => window.fakeHost.heard);
    assert.deepEqual(heard, [
      'Claude started: Explain parseRange',
      'Claude has finished: Explain parseRange',
      'Claude started: Explain parseRange',
      'Claude failed: No network.',
    ]);
  });

  it('moves nothing for those who want no motion', async () => {
    const animations = () => host.page.evaluate(() => document.getAnimations().length);
    host = await openPanel({ context: { reducedMotion: 'no-preference' } });
    await start(host);
    await host.settle();
    assert.ok((await animations()) > 0);
    await host.page.emulateMedia({ reducedMotion: 'reduce' });
    await host.page.waitForFunction(() => document.getAnimations().length === 0);
    await host.page.emulateMedia({ reducedMotion: 'no-preference' });
    await host.page.waitForFunction(() => document.getAnimations().length > 0);
    await host.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    assert.equal(await animations(), 0);
  });

  it('lets right-to-left text run as it should, and code within it from the left', async () => {
    const text =
      '## عنوان الإجابة\n\nهذه الدالة `parseRange(text, 10)` تقرأ النطاق من الملف src/range.ts:12 ثم تعيده.\n\n' +
      'This paragraph is English, with שלום in it.\n\n- פריט ראשון\n- second item\n\n```ts\nconst a = [1, 2]; // تعليق\n```\n';
    const run = makeRun({ text, description: 'اشرح هذه الدالة', title: 'اشرح', agent: 'سحابة (GPT)' });
    host = await openPanel({ height: 620, snapshot: { runs: [run, { ...run, runId: 'b', threadId: 'b' }] } });
    await host.screenshot('right-to-left');
    const sides = await host.page
      .locator('.answer')
      .first()
      .evaluate((answer) =>
        [...answer.querySelectorAll('h4, p, li')].map((block) => {
          const letters = document.createRange();
          letters.selectNodeContents(block);
          const box = block.getBoundingClientRect();
          const inner = letters.getBoundingClientRect();
          return inner.left - box.left > box.right - inner.right + 1 ? 'right' : 'left';
        }),
      );
    assert.deepEqual(sides, ['right', 'right', 'left', 'right', 'left']);
    const directions = await host.page
      .locator('.answer code')
      .evaluateAll((all) => all.map((code) => getComputedStyle(code).direction));
    assert.deepEqual(directions, ['ltr', 'ltr']);
    const isolated = await host.page.evaluate(() =>
      ['.agent', '.model', '.tab-title', '.chip', '.description'].map(
        (name) => getComputedStyle(document.querySelector(name) ?? document.body).unicodeBidi,
      ),
    );
    assert.ok(
      isolated.every((value) => value === 'isolate' || value === 'plaintext'),
      isolated.join(),
    );
  });

  it('can be told apart where the system chooses the colors', async () => {
    host = await openPanel({ height: 500, snapshot: { runs: severalRuns }, context: { forcedColors: 'active' } });
    const border = await host.page
      .locator('.tab[aria-selected="true"]')
      .evaluate((tab) => getComputedStyle(tab).borderTopStyle);
    assert.equal(border, 'solid');
    await host.page.keyboard.press('Tab');
    assert.equal((await readFocus(host)).isVisible, true);
    await host.screenshot('forced-colors');
  });
});
