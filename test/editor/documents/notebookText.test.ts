import { strict as assert } from 'node:assert';
import { isNotebookFile, isNotebookName, toNotebookText } from '#editor/documents/notebookText.ts';

describe('A notebook as text', () => {
  it('is the sources of its cells in their order, code in fences', () => {
    const text = toNotebookText([
      { isCode: false, languageId: 'markdown', text: '# Title' },
      { isCode: true, languageId: 'python', text: 'x = 1\n' },
      { isCode: true, languageId: 'python', text: ' \n' },
      { isCode: true, languageId: 'sql', text: 'SELECT 1' },
    ]);
    assert.equal(text, '# Title\n\n```python\nx = 1\n```\n\n```sql\nSELECT 1\n```');
  });

  it('holds fences that no cell can end, and names no language that is no word', () => {
    const text = toNotebookText([{ isCode: true, languageId: 'a b`', text: 'print("""\n```\n""")' }]);
    assert.equal(text, '````\nprint("""\n```\n""")\n````');
  });

  it('is empty where there is no cell with text', () => {
    assert.equal(toNotebookText([]), '');
  });
});

describe('A file that is a notebook', () => {
  for (const [path, isNotebook] of [
    ['/a/nb.ipynb', true],
    ['/a/NB.IPYNB', true],
    ['/a/queries.sqlnb', true],
    ['/a/.issues-list', true],
    ['/a/ipynb', false],
    ['/a/nb.ipynb.txt', false],
    ['/a/notes.md', false],
    ['/a/', false],
  ] as const) {
    it(`${isNotebook ? 'is' : 'is not'} ${path}`, () => {
      assert.equal(isNotebookName(path, ['*.sqlnb', '*', '**/*', '*.*', '.issues-list']), isNotebook);
    });
  }

  it('is told from code for a cell by what it holds', () => {
    assert.equal(isNotebookFile('{\n "cells": [{"cell_type": "code"}],\n "nbformat": 4\n}'), true);
    assert.equal(isNotebookFile('{"cells": [], "nbformat": 4}'), true);
    assert.equal(isNotebookFile('{"cells": [1, 2]}'), false);
    assert.equal(isNotebookFile('data = {"cells": [], "nbformat": 4}'), false);
  });
});
