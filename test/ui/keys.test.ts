import { strict as assert } from 'node:assert';
import { answerOf, panelButton, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { readTaskRequests, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  clearNotifications,
  fillInput,
  openFile,
  pickItem,
  pressNotificationButton,
  quickPickItem,
  readNotifications,
  runCommand,
  takeScreenshot,
  waitForInput,
  waitForNotification,
} from '#test/support/actions/workbenchActions.ts';

const key = 'sk-ant-secret-1f9c27d4';
const otherKey = 'AIza-secret-77e0b3';
const wrongKey = 'sk-ant-wrong-5d2a90';

describe('an API key', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      userSettings: { 'switchyard.agent': 'claude' },
      machineSettings: (origin) => ({
        'switchyard.providers': {
          gemini: { type: 'google-gemini', baseUrl: origin },
          claude: { type: 'anthropic-claude', baseUrl: origin },
          gpt: { type: 'openai-gpt', baseUrl: `${origin}/v1` },
        },
      }),
    });
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  it('that is missing is told in a notification and in the panel, and nothing is sent', async () => {
    const { page } = workbench;
    await runTask(page, 'Ask without a key.');
    const run = await waitForRun(page, 'Ask without a key.', 'Failed');
    assert.match(await run.locator('.error').innerText(), /^Claude needs an API key\./);
    await waitForNotification(page, 'Claude needs an API key.');
    await takeScreenshot(page, 'key-missing');
    assert.equal((await readTaskRequests(workbench)).length, 0);
  });

  it('is asked for in a password box by the notification’s button', async () => {
    const { page } = workbench;
    await pressNotificationButton(await waitForNotification(page, 'needs an API key'), 'Set API Key');
    const box = await waitForInput(page, 'API Key of Anthropic Claude');
    assert.equal(await box.getAttribute('type'), 'password');
    await page.keyboard.press('Escape');
  });

  it('is asked for in a password box by the panel’s button, which says where the key goes', async () => {
    const { page } = workbench;
    await panelButton(page, 'Set API Key').click();
    const box = await waitForInput(page, `sent to ${workbench.simulated.origin} only`);
    assert.equal(await box.getAttribute('type'), 'password');
    await takeScreenshot(page, 'key-password');
  });

  it('with a space in it is refused while it is typed', async () => {
    const { page } = workbench;
    await page.keyboard.type('two words');
    await waitForInput(page, 'The key holds a space');
    await page.keyboard.press('Enter');
    await waitForInput(page, 'The key holds a space');
  });

  it('that the provider refuses is not kept', async () => {
    const { page } = workbench;
    await fillInput(page, wrongKey);
    await waitForNotification(page, 'Anthropic Claude refused the key, so it is not kept');
    await takeScreenshot(page, 'key-refused');
    await clearNotifications(page);
    await runTask(page, 'Ask after a wrong key.');
    await waitForRun(page, 'Ask after a wrong key.', 'Failed');
    await waitForNotification(page, 'Claude needs an API key.');
    await clearNotifications(page);
  });

  it('is set through the palette for the provider that is picked, the one in force first', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Set API Key');
    await waitForInput(page, 'Choose the provider');
    const labels = await page.locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
    assert.deepEqual(labels, ['Anthropic Claude', 'Google Gemini', 'OpenAI GPT', 'Local server']);
    assert.match(await quickPickItem(page, 'Local server').innerText(), /needs no key/);
    await takeScreenshot(page, 'key-providers');
    await pickItem(page, 'Anthropic Claude');
    await waitForInput(page, 'API Key of Anthropic Claude');
    await fillInput(page, key);
    await waitForNotification(page, 'Anthropic Claude accepted the key. It is stored.');
  });

  it('travels in the header of its provider’s protocol, and in no other place', async () => {
    const { page } = workbench;
    await panelButton(page, 'Run Again').click();
    await waitForRun(page, 'Ask after a wrong key.', 'Done');
    const { path, body, headers } = await waitForRequest(workbench, 'Ask after a wrong key.');
    const { authorization, ...others } = headers;
    assert.equal(authorization, `Bearer ${key}`);
    assert.ok(!JSON.stringify([path, body, others]).includes(key));
  });

  it('that is wrong does not replace one that works', async () => {
    const { page } = workbench;
    await setKey('Anthropic Claude', wrongKey);
    await waitForNotification(page, 'Anthropic Claude refused the key, so the earlier one is kept');
    await runTask(page, 'Ask with the earlier key.');
    await waitForRun(page, 'Ask with the earlier key.', 'Done');
    assert.equal((await waitForRequest(workbench, 'the earlier key.')).headers['authorization'], `Bearer ${key}`);
  });

  it('of another provider goes to that provider alone', async () => {
    const { page } = workbench;
    await setKey('Google Gemini', otherKey);
    await waitForNotification(page, 'Google Gemini accepted the key.');
    await runTask(page, 'Ask Claude once more.');
    await waitForRun(page, 'Ask Claude once more.', 'Done');
    const { headers } = await waitForRequest(workbench, 'Ask Claude once more.');
    assert.equal(headers['authorization'], `Bearer ${key}`);
    assert.equal(headers['x-goog-api-key'], undefined);
  });

  it('is taken out of what the provider hands back, as it is and encoded', async () => {
    const { page } = workbench;
    await runTask(page, 'simulate: key in answer');
    const run = await waitForRun(page, 'simulate: key in answer', 'Done');
    const removed = 'Your key [key removed] is [key removed] in a URL and [key removed] in Base64.';
    await answerOf(run).getByText(removed).waitFor();
    await runTask(page, 'simulate: key in error');
    const failed = await waitForRun(page, 'simulate: key in error', 'Failed');
    assert.ok((await failed.locator('.error').innerText()).includes(removed));
  });

  it('appears nowhere in the window or the panel', async () => {
    await assertNowhere();
  });

  it('is still there after a reload, and still appears nowhere', async () => {
    const { page } = workbench;
    await workbench.reload();
    await runTask(page, 'Ask after the reload.');
    await waitForRun(page, 'Ask after the reload.', 'Done');
    assert.equal((await waitForRequest(workbench, 'Ask after the reload.')).headers['authorization'], `Bearer ${key}`);
    await assertNowhere();
  });

  it('is removed by Remove API Key', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Remove API Key');
    await waitForInput(page, 'Choose the provider');
    await pickItem(page, 'Anthropic Claude');
    await waitForNotification(page, 'The key of Anthropic Claude was removed.');
    await runTask(page, 'Ask when it is gone.');
    await waitForRun(page, 'Ask when it is gone.', 'Failed');
    await waitForNotification(page, 'Claude needs an API key.');
    assert.ok(!(await readNotifications(page)).join('\n').includes(key));
  });

  async function setKey(provider: string, typed: string): Promise<void> {
    const { page } = workbench;
    await clearNotifications(page);
    await runCommand(page, 'Switchyard: Set API Key');
    await waitForInput(page, 'Choose the provider');
    await pickItem(page, provider);
    await waitForInput(page, `API Key of ${provider}`);
    await fillInput(page, typed);
  }

  /** No frame of the window holds a key: not in its elements, its inputs, its storage or its address. */
  async function assertNowhere(): Promise<void> {
    for (const frame of workbench.page.frames()) {
      const content = await frame.evaluate(() => {
        const inputs = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value);
        return [location.href, document.documentElement.outerHTML, ...inputs, JSON.stringify(localStorage)].join('\n');
      });
      for (const secret of [key, otherKey, wrongKey]) {
        assert.ok(!content.includes(secret) && !content.includes(btoa(secret)), frame.url());
      }
    }
  }
});
