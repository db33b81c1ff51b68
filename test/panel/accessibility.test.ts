import assert from 'node:assert/strict';
import axe from 'axe-core';
import { closePages, closePanels, type FakePanelHost, openPanel, type Theme } from './harness.ts';
import { findOverflow } from './overflow.ts';
import { panelStates } from './panelStates.ts';

/** The rules whose outcome depends on the theme. */
const colorRules = ['color-contrast', 'link-in-text-block'];

const themes: Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

/** Finds the violations that axe reports, a line for each element. */
async function findViolations(host: FakePanelHost, rules?: string[]): Promise<string[]> {
  const violations = await host.page.evaluate(async (only) => {
    const isOff = { enabled: false };
    const all = await axe.run(document, {
      resultTypes: ['violations'],
      ...(only ? { runOnly: only } : { rules: { 'heading-order': isOff } }),
    });
    if (only) return all.violations;
    // The levels within an answer are its author's.
    const ours = await axe.run({ exclude: ['.markdown'] }, { runOnly: ['heading-order'] });
    return [...all.violations, ...ours.violations];
  }, rules);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)}: ${node.failureSummary?.replaceAll(/\s+/g, ' ')}`),
  );
}

describe('the panel, checked by axe and zoomed', function () {
  // axe reads each state five times; on a busy machine the largest takes long.
  this.timeout(60_000);

  afterEach(closePages);
  after(closePanels);

  for (const [name, { arrange, ...options }] of Object.entries(panelStates)) {
    it(`finds no fault in ${name}, in every kind of theme, and nothing cut off at 200 % and more`, async () => {
      // axe cannot be put into the page under the page's own policy.
      const host = await openPanel({ ...options, context: { bypassCSP: true } });
      await arrange?.(host);
      await host.settle();
      await host.page.evaluate(axe.source);
      const found: string[] = [];
      for (const theme of themes) {
        await host.setTheme(theme);
        await host.settle();
        const rules = theme === themes[0] ? undefined : colorRules;
        found.push(...(await findViolations(host, rules)).map((violation) => `${theme}: ${violation}`));
      }
      // A window of 1280 by 960 has this room at 200 %, and a quarter of it at 400 %.
      for (const width of [640, 320]) {
        await host.resize(width, (width / 4) * 3);
        found.push(...(await findOverflow(host)).map((what) => `${width} wide: ${what}`));
        if (width === 640) await host.screenshot(`zoomed-${name.replaceAll(' ', '-')}`);
      }
      assert.deepEqual(found, []);
    });
  }

  it('would find a fault', async () => {
    const host = await openPanel({ context: { bypassCSP: true } });
    await host.page.evaluate(axe.source);
    await host.page.evaluate(() => {
      const button = document.createElement('button');
      button.style.color = button.style.background = '#777';
      document.querySelector('#view')?.append(button, 'unnamed');
    });
    assert.match((await findViolations(host)).join('\n'), /button-name/);
  });
});
