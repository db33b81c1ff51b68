import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { canPreviewDiagrams } from '#editor/panel/diagramPreview.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { answerWith, fenced, registerWriter } from '#test/host/support/answers.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { readPosted, sayAsPage } from '#test/host/support/panelPage.ts';
import { assertSuccess, runTask } from '#test/host/support/switchyard.ts';

const script = { 'markdown.previewScripts': ['./dist/index.js'] };

describe('A diagram in an answer', () => {
  useCleanWindow();
  before(registerWriter);

  it('opens in the Markdown preview of VS Code, beside the panel', async () => {
    const diagram = 'flowchart TD\n\tA --> B';
    await answerWith(`As drawn:\n\n${fenced(diagram, 'mermaid')}`);
    const { runId } = assertSuccess(await runTask({ description: 'Draw it.', agent: 'writer' }));
    assert.match(await readPosted(), /"previewsDiagrams":true/);
    sayAsPage({ type: 'openDiagram', runId, block: 0, text: diagram });
    const findPreview = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview'));
    await waitUntil('the preview', async () => findPreview() !== undefined);
    const documents = await waitUntil('its document', async () => {
      const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'switchyard-diagram');
      return open.length > 0 && open;
    });
    assert.deepEqual(
      documents.map((document) => [document.languageId, document.getText(), document.isDirty]),
      [['markdown', `\`\`\`mermaid\n${diagram}\n\`\`\``, false]],
    );
    const panel = vscode.window.tabGroups.all.find(({ tabs }) =>
      tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('switchyard.panel')),
    );
    assert.ok(panel);
    assert.notEqual(findPreview()?.group.viewColumn, panel.viewColumn);
  });

  for (const [name, extensions, isShown] of [
    ['the one of VS Code', [{ id: 'vscode.mermaid-markdown-features', packageJSON: { contributes: script } }], true],
    ['one that is installed', [{ id: 'bierner.markdown-mermaid', packageJSON: { contributes: script } }], true],
    ['one for chats alone', [{ id: 'vscode.mermaid-chat-features', packageJSON: { contributes: {} } }], false],
    ['one for other things', [{ id: 'vscode.markdown-math', packageJSON: { contributes: script } }], false],
    ['one that contributes nothing', [{ id: 'some.mermaid' }, { id: 'other.mermaid', packageJSON: {} }], false],
  ] as const) {
    it(`${isShown ? 'is' : 'is not'} offered with ${name}`, () => {
      assert.equal(canPreviewDiagrams(extensions), isShown);
    });
  }
});
