import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ThemeColors } from '#editor/panel/themeColors.ts';
import { codeRoles } from '#protocol/codeRoles.ts';

const configuration = () => vscode.workspace.getConfiguration();
const set = (name: string, value: unknown) => configuration().update(name, value, vscode.ConfigurationTarget.Global);

describe('the colors of the theme in force', () => {
  let changed = Promise.withResolvers<void>();
  const colors = new ThemeColors(() => changed.resolve());

  afterEach(async () => {
    await set('workbench.colorTheme', undefined);
    await set('editor.tokenColorCustomizations', undefined);
  });

  after(() => colors.dispose());

  it('are read from its own files, and read again when there is another', async () => {
    const dark = await colors.read();
    assert.deepEqual(
      codeRoles.filter((role) => dark[role] === undefined),
      [],
      'every role has a color',
    );
    const isLight = vscode.window.activeColorTheme.kind === vscode.ColorThemeKind.Light;
    changed = Promise.withResolvers();
    await set('workbench.colorTheme', isLight ? 'Monokai' : 'Solarized Light');
    await changed.promise;
    const other = await colors.read();
    assert.equal(other.comment?.toLowerCase(), isLight ? '#88846f' : '#93a1a1');
    assert.notEqual(other.keyword, dark.keyword);
  });

  it('are the user’s own where there are such', async () => {
    changed = Promise.withResolvers();
    const textMateRules = [{ scope: 'comment', settings: { foreground: '#123456' } }];
    await set('editor.tokenColorCustomizations', { textMateRules });
    await changed.promise;
    assert.equal((await colors.read()).comment, '#123456');
  });
});
