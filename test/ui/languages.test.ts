import { strict as assert } from 'node:assert';
import { findRun } from '../support/panelActions.ts';
import { openWorkbench, setLanguage, type Workbench } from '../support/workbench.ts';
import {
  chooseFromContextMenu,
  fillInput,
  openFile,
  runCommand,
  selectLines,
  statusBarItem,
  takeScreenshot,
  waitForInput,
} from '../support/workbenchActions.ts';

/** What a user reads, as VS Code itself takes it from the manifest, from the host's bundle and from the page's. */
const languages = [
  {
    language: 'de',
    explain: 'Erklären',
    agent: 'Gemini (simuliert)',
    facts: /^Fertig \d,\d Sek\. \d+ Tokens gesendet \d+ empfangen$/,
    runTask: 'Switchyard: Aufgabe ausführen…',
    input: 'Aufgabe ausführen · Gemini',
    overloaded: /^Gemini: Der Anbieter ist überlastet\./,
    again: 'Erneut ausführen',
    showHistory: 'Switchyard: Aufgabenverlauf anzeigen',
    row: /Gemini · \d\d:\d\d · Fertig/,
  },
  {
    language: 'zh-cn',
    explain: '解释',
    agent: 'Gemini(模拟)',
    facts: /^已完成 \d\.\d秒 输入 \d+ 个 token 输出 \d+ 个$/,
    runTask: 'Switchyard: 运行任务…',
    input: '运行任务 · Gemini',
    overloaded: /^Gemini: 提供商过载。/,
    again: '再次运行',
    showHistory: 'Switchyard: 显示任务历史记录',
    row: /Gemini · \d\d:\d\d · 已完成/,
  },
];

describe('VS Code in another language', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'switchyard.maxAttempts': 1 } });
  });

  after(() => workbench.close());

  for (const { language, explain, agent, facts, runTask, input, overloaded, again, showHistory, row } of languages) {
    it(`has menu, input, panel, failure, status bar and history in ${language}`, async () => {
      const { page } = workbench;
      await setLanguage(page, language);
      await workbench.reload();
      await openFile(page, 'src/greet.ts');
      await selectLines(page, 2, 4);
      await chooseFromContextMenu(page, 'Switchyard', explain);
      const explained = findRun(page, 'Explain what this code does');
      await explained.locator('.run-actions').getByRole('button', { name: again }).waitFor();
      assert.match((await explained.locator('.run-facts').innerText()).replaceAll(/\s+/g, ' '), facts);
      await statusBarItem(page, agent).waitFor();

      await runCommand(page, runTask);
      await waitForInput(page, input);
      await fillInput(page, `Fail in ${language}. simulate: overloaded`);
      const error = findRun(page, `Fail in ${language}.`).locator('.error');
      await error.getByRole('button', { name: again }).waitFor();
      assert.match(await error.locator('p').innerText(), overloaded);
      await takeScreenshot(page, `language-${language}`);

      await runCommand(page, showHistory);
      await page.getByRole('treeitem', { name: row }).first().waitFor();
      await takeScreenshot(page, `language-${language}-history`);
    });
  }
});
