import * as vscode from 'vscode';
import type { Disposable } from '#common/disposable.ts';
import { DisposableStore } from '#common/disposable.ts';
import { isRecord } from '#common/isRecord.ts';
import type { CodeColors } from '#protocol/codeRoles.ts';
import { readEditorSetting } from '#editor/settings/settings.ts';
import { parseJsonWithComments, toCodeColors, toTokenRules, type TokenRule } from './tokenColors.ts';

/** No theme is larger, and none includes more of others. */
const maxThemeBytes = 2_000_000;
const maxIncludes = 8;

/** The base of a theme, as `contributes.themes` names it, by the kind that VS Code tells. */
const basesByKind: Record<vscode.ColorThemeKind, string> = {
  [vscode.ColorThemeKind.Light]: 'vs',
  [vscode.ColorThemeKind.Dark]: 'vs-dark',
  [vscode.ColorThemeKind.HighContrast]: 'hc-black',
  [vscode.ColorThemeKind.HighContrastLight]: 'hc-light',
};

const themeSettings = [
  'workbench.colorTheme',
  'workbench.preferredDarkColorTheme',
  'workbench.preferredLightColorTheme',
  'workbench.preferredHighContrastColorTheme',
  'workbench.preferredHighContrastLightColorTheme',
] as const;

interface Theme {
  uri: vscode.Uri;
  name: string;
  base: string;
}

/**
 * The colors that the current theme gives to code. VS Code has no interface for that and gives a webview none, so they are
 * read from the theme's own file; where it cannot be found, there are none.
 */
export class ThemeColors implements Disposable {
  readonly #listeners = new DisposableStore();

  /** @param changed is called when other colors may be in force. */
  constructor(changed: () => void) {
    this.#listeners.add(vscode.window.onDidChangeActiveColorTheme(changed));
    this.#listeners.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('editor.tokenColorCustomizations')) changed();
      }),
    );
  }

  /** Never rejects. */
  async read(): Promise<CodeColors> {
    const theme = findTheme();
    const rules = theme ? await readRules(theme.uri, maxIncludes) : [];
    return toCodeColors([...rules, ...readOwnRules(theme?.name)]);
  }

  dispose(): void {
    this.#listeners.dispose();
  }
}

/** The theme in force: the first of those that the settings name which is of the kind that is shown. */
function findTheme(): Theme | undefined {
  const names = themeSettings.map((id) => readEditorSetting(id));
  const base = basesByKind[vscode.window.activeColorTheme.kind];
  const themes = vscode.extensions.all.flatMap(toThemes).filter((theme) => theme.base === base);
  for (const name of names) {
    const found = themes.find((theme) => theme.name === name);
    if (found) return found;
  }
  return undefined;
}

/** The themes that an extension brings, under the names that settings have for them. */
function toThemes({ packageJSON, extensionUri }: vscode.Extension<unknown>): Theme[] {
  const manifest: unknown = packageJSON;
  const contributes = isRecord(manifest) ? manifest['contributes'] : undefined;
  const themes = isRecord(contributes) ? contributes['themes'] : undefined;
  if (!Array.isArray(themes)) return [];
  return themes.flatMap((theme: unknown) => {
    if (!isRecord(theme)) return [];
    const { id, label, path, uiTheme } = theme;
    const name = typeof id === 'string' ? id : label;
    if (typeof name !== 'string' || typeof path !== 'string') return [];
    return [{ uri: vscode.Uri.joinPath(extensionUri, path), name, base: typeof uiTheme === 'string' ? uiTheme : '' }];
  });
}

async function readRules(uri: vscode.Uri, includesLeft: number): Promise<TokenRule[]> {
  const theme = await readJson(uri);
  if (!isRecord(theme)) return [];
  const { include, tokenColors } = theme;
  const isIncluding = typeof include === 'string' && includesLeft > 0;
  const included = isIncluding ? await readRules(vscode.Uri.joinPath(uri, '..', include), includesLeft - 1) : [];
  if (typeof tokenColors !== 'string') return [...included, ...toTokenRules(tokenColors)];
  const other = includesLeft > 0 ? await readJson(vscode.Uri.joinPath(uri, '..', tokenColors)) : undefined;
  return [...included, ...toTokenRules(isRecord(other) ? other['tokenColors'] : undefined)];
}

async function readJson(uri: vscode.Uri): Promise<unknown> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxThemeBytes) return undefined;
    return parseJsonWithComments(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return undefined;
  }
}

/** The user's own TextMate rules, for all themes and for this one. */
function readOwnRules(themeName: string | undefined): TokenRule[] {
  const own = readEditorSetting('editor.tokenColorCustomizations');
  if (!isRecord(own)) return [];
  const forTheme = themeName === undefined ? undefined : own[`[${themeName}]`];
  return [
    ...toTokenRules(own['textMateRules']),
    ...toTokenRules(isRecord(forTheme) ? forTheme['textMateRules'] : undefined),
  ];
}
