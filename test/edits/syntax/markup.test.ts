import assert from 'node:assert/strict';
import { findMarkup } from '#edits/syntax/markup.ts';

const text = 'function f() {\n  const x = 1;\n  return x;\n}\n';

/** Names the certainty that a block holds a mark, in a word. */
function judge(code: string, languageId = 'typescript', around = text): string {
  const found = findMarkup(code, around, languageId);
  return found ? (found.isSure ? 'sure' : 'maybe') : 'code';
}

describe('the mark of a change in code', () => {
  const sure: Record<string, string> = {
    'short marks around what is searched for': '<<< SEARCH\n  const x = 1;\n===\n  const x = 2;\n>>> REPLACE',
    'a conflict of another dialect': '<<<<<<< Conflict 1 of 1\n%%%%%%% Changes\n-a\n+b\n>>>>>>> Conflict 1 of 1 ends',
    'the output of diff': '2c2\n<   const x = 1;\n---\n>   const x = 2;',
    'tags around the old and the new': '<old_str>\n  const x = 1;\n</old_str>\n<new_str>\n  const x = 2;\n</new_str>',
    'tags around search and replace': '<search>\na\n</search>\n<replace>\nb\n</replace>',
    'words taken out and put in': '  const x = [-1-]{+2+};',
    'comments that color lines': '  const x = 1; // [!code --]\n  const x = 2; // [!code ++]',
  };
  for (const [title, code] of Object.entries(sure)) {
    it(`is certain: ${title}`, () => assert.equal(judge(code), 'sure'));
  }

  const doubtful: Record<string, string> = {
    'numbers of lines': '1 | function f() {\n2 |   const x = 2;',
    'numbers with a colon': '2:   const x = 2;',
    'numbers with signs': '2 -  const x = 1;\n2 +  const x = 2;',
    'a plus among lines that the text has': 'function f() {\n+  const y = 2;\n  return x;\n}',
    'a tilde': 'function f() {\n~   const x = 2;\n  return x;\n}',
    'a minus of print': ' function f() {\n−  const x = 1;\n+  const x = 2;\n   return x;',
    'a quote': '>   const x = 2;',
    'signs behind the lines': '  const x = 1; // -\n  const x = 2; // +',
    'what to remove': '  const x = 1; // remove this line\n  const x = 2;',
    'characters as pages write them': '  return x &lt; 1 &amp;&amp; y;',
  };
  for (const [title, code] of Object.entries(doubtful)) {
    it(`is doubted: ${title}`, () => assert.equal(judge(code), 'maybe'));
  }

  it('is doubted where a command stands behind its prompt', () => {
    assert.equal(judge('$ npm ci', 'shellscript', 'npm i\n'), 'maybe');
    for (const prompt of ['mysql> ', 'shop=# ']) assert.equal(judge(`${prompt}SELECT 1;`, 'sql', 'SELECT 2;'), 'maybe');
  });

  const code: [title: string, code: string, languageId?: string][] = [
    ['shifts and comparisons', 'a <<= 2;\nif (a >>> 1 > b) c();'],
    ['steps of a variable', '++x;\n--y;'],
    ['characters of pages in a string', "s.replaceAll('<', '&lt;');"],
    ['characters of pages in a page', '<p>a &amp; b</p>', 'html'],
    ['lists', '+ a\n+ b', 'markdown'],
    ['a document in a script', 'cat <<EOF\na\nEOF', 'shellscript'],
    ['a variable of a shell', '$HOME/bin/run', 'shellscript'],
    ['an element of a page', '<search>\n  <input>\n</search>', 'html'],
    ['comments that tell of removing', '// remove this line from the list\nremove(line);'],
    ['numbers', '1,\n2,\n3'],
  ];
  for (const [title, block, languageId] of code) {
    it(`is none: ${title}`, () => assert.equal(judge(block, languageId), 'code'));
  }

  it('is none where the text has the same line', () => {
    assert.equal(judge('>   const x = 2;', 'typescript', '>   const x = 2;\n'), 'code');
  });
});
