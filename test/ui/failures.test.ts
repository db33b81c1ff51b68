import { strict as assert } from 'node:assert';
import { answerOf, panelButton, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { readTaskRequests, promptOf } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  pickItem,
  readNotifications,
  runCommand,
  statusBarItem,
  takeScreenshot,
  waitForInput,
} from '#test/support/actions/workbenchActions.ts';

/** The message of the panel about each fault, and the buttons it offers. */
const failures = [
  ['overloaded', /^Gemini: the provider is overloaded\./, ['Run Again', 'Choose Another Agent']],
  ['server error', /^Gemini: the provider had a fault of its own\./, ['Run Again', 'Choose Another Agent']],
  ['wrong key', /^Gemini: the key was not accepted\./, ['Set API Key', 'Choose Another Agent']],
  ['no permission', /^Gemini is not allowed to use this model\./, ['Set API Key', 'Choose Another Agent']],
  ['model not found', /^Gemini: the provider does not know this model/, ['Open Settings', 'Choose Another Agent']],
  ['context too long', /^Gemini: the task is too long for the model\./, ['Choose Another Agent']],
  ['bad request', /^Gemini: the request was refused\./, ['Open Settings', 'Choose Another Agent']],
  ['reset', /^Gemini: the connection failed\./, ['Run Again', 'Open Settings', 'Choose Another Agent']],
  ['cut', /^Gemini: the connection failed\./, ['Run Again', 'Open Settings', 'Choose Another Agent']],
  ['refusal', /^Gemini declined to answer/, ['Choose Another Agent']],
] as const;

describe('a task that fails', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      userSettings: {
        'switchyard.maxAttempts': 1,
        'switchyard.agents': {
          unreachable: { provider: 'dead', model: 'any', label: 'Unreachable' },
          unknown: { provider: 'gpt', model: 'no-such-model', label: 'Unknown' },
        },
      },
      machineSettings: (origin) => ({
        'switchyard.providers': {
          gemini: { type: 'google-gemini', baseUrl: origin, auth: 'none', simulated: true },
          gpt: { type: 'openai-gpt', baseUrl: `${origin}/v1`, auth: 'none', simulated: true },
          dead: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', auth: 'none', label: 'Dead' },
        },
      }),
    });
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  for (const [fault, message, buttons] of failures) {
    it(`says what happened and what to do: ${fault}`, async () => {
      const { page } = workbench;
      await runTask(page, `Fail. simulate: ${fault}`);
      const run = await waitForRun(page, `Fail. simulate: ${fault}`, 'Failed');
      const error = run.locator('.error');
      const text = await error.locator('p').innerText();
      assert.match(text, message);
      assert.doesNotMatch(text, /\bat \S+:\d+|undefined|\[object|Error:/, 'no stack, no internals');
      assert.deepEqual(await error.getByRole('button').allInnerTexts(), buttons);
    });
  }

  it('keeps what had arrived before the connection broke', async () => {
    const { page } = workbench;
    await runTask(page, 'Break off. simulate: reset');
    const run = await waitForRun(page, 'Break off.', 'Failed');
    assert.match(await answerOf(run).innerText(), /^Break off\./);
    await takeScreenshot(page, 'panel-failed');
  });

  it('names the model that the provider does not know', async () => {
    const { page } = workbench;
    await selectAgent('Unknown');
    await runTask(page, 'Is there such a model?');
    const run = await waitForRun(page, 'Is there such a model?', 'Failed');
    assert.match(await run.locator('.error').innerText(), /does not know this model[^]*model does not exist/);
  });

  it('says that the endpoint cannot be reached', async () => {
    const { page } = workbench;
    await selectAgent('Unreachable');
    await runTask(page, 'Is anybody there?');
    const run = await waitForRun(page, 'Is anybody there?', 'Failed');
    assert.match(await run.locator('.error').innerText(), /^Unreachable: the connection failed\.[^]*127\.0\.0\.1/);
    await takeScreenshot(page, 'panel-unreachable');
  });

  it('runs again on another agent by the buttons under the failure', async () => {
    const { page } = workbench;
    await panelButton(page, 'Choose Another Agent').click();
    await waitForInput(page, 'Agent for This Workspace');
    await pickItem(page, 'Gemini');
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
    await panelButton(page, 'Run Again').click();
    await waitForRun(page, 'Is anybody there?', 'Done');
  });

  it('shows no notification for what the panel tells', async () => {
    const messages = await readNotifications(workbench.page);
    assert.deepEqual(
      messages.filter((message) => !message.includes('key')),
      [],
    );
  });

  async function selectAgent(label: string): Promise<void> {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await waitForInput(page, 'Agent for This Workspace');
    await pickItem(page, label);
    await statusBarItem(page, label).waitFor();
  }
});

describe('a task whose provider asks to wait', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ userSettings: { 'switchyard.agent': 'claude' } });
    await openFile(workbench.page, 'src/greet.ts');
    // A panel that has yet to open may take longer to show than the wait lasts.
    await runTask(workbench.page, 'Open the panel.');
    await waitForRun(workbench.page, 'Open the panel.', 'Done');
  });

  after(() => workbench.close());

  it('counts down, then succeeds', async () => {
    const { page } = workbench;
    await runTask(page, 'Be patient. simulate: rate limit once');
    const run = await waitForRun(page, 'Be patient.', 'Running');
    await run.getByText(/Trying again in \ds \(attempt 2\): rate limit/).waitFor();
    await takeScreenshot(page, 'panel-retry');
    await waitForRun(page, 'Be patient.', 'Done');
    const requests = (await readTaskRequests(workbench)).filter((request) => promptOf(request).includes('Be patient.'));
    assert.equal(requests.length, 2);
  });

  it('is stopped while it waits', async () => {
    const { page } = workbench;
    await runTask(page, 'Give up. simulate: rate limit');
    const run = await waitForRun(page, 'Give up.', 'Running');
    await run.getByText(/Trying again/).waitFor();
    await panelButton(page, 'Stop').click();
    await waitForRun(page, 'Give up.', 'Stopped');
  });
});
