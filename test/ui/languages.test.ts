import { strict as assert } from 'node:assert';
import { findRun } from '#test/support/actions/panelActions.ts';
import { openWorkbench, setLanguage, type Workbench } from '#test/support/window/workbench.ts';
import {
  chooseFromContextMenu,
  fillInput,
  openFile,
  quickInput,
  runCommand,
  selectLines,
  statusBarItem,
  takeScreenshot,
  waitForInput,
} from '#test/support/actions/workbenchActions.ts';

/**
 * Texts that a user reads, as VS Code itself takes them from the manifest, from the host's bundle and from the page's.
 */
const languages = [
  {
    language: 'de',
    explain: 'Erklären',
    setting: 'switchyard.agents › half › model: erwartet wird eine Zeichenfolge, gefunden wurde eine Zahl',
    agent: 'Gemini (simuliert)',
    facts: /^Fertig \d,\d Sek\. \d+ Tokens gesendet \d+ empfangen$/,
    runTask: 'Switchyard: Aufgabe ausführen…',
    selectAgent: 'Switchyard: Agent für diesen Arbeitsbereich auswählen',
    input: 'Aufgabe ausführen · Gemini',
    overloaded: /^Gemini: Der Anbieter ist überlastet\. .*„The model is overloaded\..*“$/,
    tooMany: /Eine Aufgabe kann höchstens 16 Agents haben, nicht 17\.$/,
    again: 'Erneut ausführen',
    showHistory: 'Switchyard: Aufgabenverlauf anzeigen',
    row: /Gemini · \d\d:\d\d · Fertig/,
  },
  {
    language: 'zh-cn',
    explain: '解释',
    setting: 'switchyard.agents › half › model: 应为字符串，实际为数字',
    agent: 'Gemini(模拟)',
    facts: /^已完成 \d\.\d秒 输入 \d+ 个 token 输出 \d+ 个$/,
    runTask: 'Switchyard: 运行任务…',
    selectAgent: 'Switchyard: 选择此工作区的智能体',
    input: '运行任务 · Gemini',
    overloaded: /^Gemini: 提供商过载。.*“The model is overloaded\..*”$/,
    tooMany: /一个任务最多可以有 16 个智能体，而不是 17 个。$/,
    again: '再次运行',
    showHistory: 'Switchyard: 显示任务历史记录',
    row: /Gemini · \d\d:\d\d · 已完成/,
  },
];

describe('VS Code in another language', () => {
  let workbench: Workbench;

  before(async () => {
    const args = {
      description: 'Ask everybody.',
      strategy: 'compare',
      agents: Array.from({ length: 17 }, () => 'gemini'),
    };
    workbench = await openWorkbench({
      userSettings: {
        'switchyard.maxAttempts': 1,
        'switchyard.agents': { half: { provider: 'gpt', model: 5 } },
      },
      keybindings: [{ key: 'ctrl+alt+9', command: 'switchyard.runTask', args }],
    });
  });

  after(() => workbench.close());

  for (const words of languages) {
    const {
      language,
      setting,
      explain,
      agent,
      facts,
      runTask,
      selectAgent,
      input,
      overloaded,
      tooMany,
      again,
      showHistory,
      row,
    } = words;
    it(`has menu, input, panel, settings, failures, status bar and history in ${language}`, async () => {
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

      await runCommand(page, selectAgent);
      await quickInput(page).getByText(setting).waitFor();
      await takeScreenshot(page, `language-${language}-setting`);
      await page.keyboard.press('Escape');

      await page.keyboard.press('Control+Alt+9');
      await findRun(page, 'Ask everybody.').locator('.error p').filter({ hasText: tooMany }).waitFor();
      await takeScreenshot(page, `language-${language}-refused`);

      await runCommand(page, showHistory);
      await page.getByRole('treeitem', { name: row }).first().waitFor();
      await takeScreenshot(page, `language-${language}-history`);
    });
  }
});
