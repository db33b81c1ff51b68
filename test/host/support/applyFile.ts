import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { fenced, registerWriter } from './answers.ts';
import { diffTabs, fixLines, write } from './applying.ts';
import { useCleanWindow } from './cleanWindow.ts';
import { workspaceFile } from './editors.ts';

/** The text of the file that answers are applied to. */
export const source = ['function one() {', '  return 1;', '}', '', 'function two() {', '  return 2;', '}', ''].join(
  '\n',
);

/** An answer with a block for the second function of {@link source}. */
export const answer = `Here:\n\n${fenced('function two() {\n  return 3;\n}')}\nThat is all.\n`;

/** Runs a task on lines of a document, which is answered with `text`. */
export const runOn = (uri: vscode.Uri, first: number, last: number, text: string = answer) =>
  fixLines(uri, first, last, text);

/** Reads the text that the diff in view proposes. */
export async function proposedText(): Promise<string> {
  const [tab] = diffTabs();
  assert.ok(tab);
  return (await vscode.workspace.openTextDocument(tab.input.modified)).getText();
}

/**
 * Gives each test a clean window, a writer that answers, and a file of its own that begins with `prefix`: what VS Code
 * still knows of an earlier one could come between.
 */
export function useApplyFile(prefix: string): {
  file: () => vscode.Uri;
  name: () => string;
  make: () => Promise<void>;
} {
  let count = 0;
  const name = () => `${prefix}-${count}.ts`;
  const file = () => workspaceFile(name());
  const make = async (): Promise<void> => {
    count += 1;
    await write(file(), source);
  };
  useCleanWindow();
  before(registerWriter);
  beforeEach(make);
  afterEach(() => vscode.workspace.fs.delete(file()).then(undefined, () => undefined));
  return { file, name, make };
}

/** A file system with one file in every folder. */
export class FixedFiles implements vscode.FileSystemProvider {
  readonly #content: Uint8Array;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(content: string) {
    this.#content = Buffer.from(content);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const type = path.endsWith('.ts') ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: 0, size: this.#content.length };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  readFile(): Uint8Array {
    return this.#content;
  }

  createDirectory(): void {}
  writeFile(): void {}
  delete(): void {}
  rename(): void {}
}
