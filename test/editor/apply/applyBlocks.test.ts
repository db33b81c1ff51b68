import assert from 'node:assert/strict';
import { findPlace } from '#edits/textPlaces.ts';
import { isMuchLess, patchText, replaceAll, replaceSelection } from '#editor/apply/applyBlocks.ts';
import { chooseBlock, describeEdits } from '#editor/tasks/applyOffers.ts';
import { findCodeBlocks } from '#edits/codeBlocks.ts';
import { parsePatch } from '#edits/unifiedDiff.ts';

const fenced = (code: string, info: string) => `\`\`\`${info}\n${code}\n\`\`\`\n`;
const blockOf = (code: string, info = 'ts') => findCodeBlocks(fenced(code, info))[0]!;

describe('the block that is meant for a selection', () => {
  const chosen = (isRewrite: boolean, ...infos: string[]) =>
    chooseBlock(
      findCodeBlocks(infos.map((info) => fenced(info === 'diff' ? '@@\n-a\n+b' : 'a', info)).join('\n')),
      'typescript',
      isRewrite,
    )?.index;

  it('is the first of its language where the task was to rewrite it', () => {
    assert.equal(chosen(true, 'sh', 'ts', 'ts'), 1);
    assert.equal(chosen(true, 'json', 'tsx'), 1, 'or of a near one');
    assert.equal(chosen(true, ''), 0, 'or of none');
    assert.equal(chosen(true, 'py', 'sh'), undefined);
  });

  it('is only one that is alone where the task was anything else', () => {
    assert.equal(chosen(false, 'sh', 'ts'), 1);
    assert.equal(chosen(false, 'ts', 'ts'), undefined);
  });

  it('is a patch before anything else', () => assert.equal(chosen(false, 'ts', 'ts', 'diff'), 2));

  describe('where that declares something', () => {
    const own = 'function f() {\n  return x.y;\n}';
    const better = 'function f() {\n  return x?.y;\n}';
    const best = 'function f() {\n  return x && x.y;\n}';
    const chosenOf = (...codes: string[]) =>
      chooseBlock(findCodeBlocks(codes.map((code) => fenced(code, 'ts')).join('\n')), 'typescript', true, own)?.index;

    it('is the one that declares the same, before and behind others', () => {
      assert.equal(chosenOf('return x.y;', better), 1, 'behind the faulty line');
      assert.equal(chosenOf(own, better), 1, 'behind the code as it was');
      assert.equal(chosenOf('const z = 1;', better, 'f();'), 1, 'before an example');
      assert.equal(chosenOf('f();', better), 1, 'behind an example');
      assert.equal(chosenOf(`import a from 'a';`, `${better}\n\nfunction g() {}`), 1, 'with a helper');
    });

    it('is none where there are several, or none but examples', () => {
      assert.equal(chosenOf(better, best), undefined);
      assert.equal(chosenOf(better, better), 0, 'but where they are the same');
      assert.equal(chosenOf('f();', 'g();'), undefined);
      assert.equal(chosenOf(own), undefined);
    });
  });
});

describe('what an answer offers', () => {
  const selection = { source: { context: { languageId: 'typescript' } }, isRewrite: true };

  it('counts files that may be written, each once, those of patches too', () => {
    const text =
      fenced('a', 'ts src/a.ts') +
      fenced('b', 'ts ./src/a.ts') +
      fenced('c', 'ts ../c.ts') +
      fenced('--- a/d.ts\n+++ b/d.ts\n@@\n-a\n+b\n--- a/e.ts\n+++ b/e.ts\n@@\n-a\n+b', 'diff');
    assert.deepEqual(describeEdits(text, selection), { hasSelection: true, block: 3, files: 3 });
  });

  it('is nothing for the code where there was no selection', () => {
    assert.deepEqual(describeEdits(fenced('a', 'ts'), undefined), { hasSelection: false, files: 0 });
  });
});

describe('a block', () => {
  const text = 'import a;\n\nfunction f() {\n  b();\n}\n\nexport default f;\n';
  const selected = 'function f() {\n  b();\n}';
  const place = () => findPlace(text, selected);
  const replaced = (code: string, found = place()) => {
    const result = replaceSelection(text, { code: selected, found, languageId: 'typescript' }, blockOf(code));
    if ('problem' in result) return result.problem.kind;
    const { change } = result;
    return text.slice(0, change.start) + change.text + text.slice(change.end);
  };

  it('takes the place of the selection', () => {
    assert.equal(replaced('function f() {\n  c();\n}'), text.replace('b()', 'c()'));
  });

  it('takes the place of the whole text where it begins and ends as that does', () => {
    const whole = text.replace('b()', 'c()').trimEnd();
    assert.equal(replaced(whole), `${whole}\n`);
    assert.equal(replaced(whole, { problem: 'gone' }), `${whole}\n`, 'also where the selection is gone');
  });

  it('takes the place of the selection where that begins and ends as the whole text does', () => {
    const both = 'function f() {\n  a();\n}\n\nfunction g() {\n  b();\n}\n';
    const first = both.slice(0, both.indexOf('\n\n'));
    const selection = { code: first, found: findPlace(both, first), languageId: '' };
    const result = replaceSelection(both, selection, blockOf('function f() {\n  c();\n}'));
    assert.deepEqual(result, { change: { start: 0, end: first.length, text: 'function f() {\n  c();\n}' } });
  });

  it('goes nowhere where it leaves out code of the selection', () => {
    assert.equal(replaced('function f() {\n  // ... rest of the code ...\n}'), 'elided');
    const own = 'a {\n  // ... existing\n}';
    const selection = { code: own, found: findPlace(own, own), languageId: '' };
    const result = replaceSelection(own, selection, blockOf('b {\n  // ... existing\n}'));
    assert.ok('change' in result, 'but where the selection itself says so, nothing is left out');
  });

  it('goes nowhere where the selection is gone', () => {
    assert.equal(replaced('function f() {\n  c();\n}', { problem: 'gone' }), 'gone');
  });

  for (const mark of ['// ... existing code ...', '# rest of the file', '/* … unchanged … */', '// Existing code']) {
    it(`is refused for a whole file with a line of ${mark}`, () => {
      const result = replaceAll('a\nb\n', blockOf(`x\n${mark}\ny`));
      assert.equal('problem' in result && result.problem.kind, 'elided');
    });
  }

  it('is asked about where it may leave code out, and goes where the user says', () => {
    const block = blockOf('x\n// ...\ny');
    assert.deepEqual(replaceAll('a\nb\n', block), {
      problem: { kind: 'mayLeaveOut', detail: '// ...', places: ['whole'] },
    });
    assert.ok('change' in replaceAll('a\nb\n', block, 'whole'));
  });

  it('goes to the place that the user chooses where it is not certain which is meant', () => {
    const code = `import b from 'b';\n\nfunction f() {\n  b.b();\n}`;
    const longer = text.replace('import a;', 'import a;\n\nstart();');
    const selection = { code: selected, found: findPlace(longer, selected), languageId: 'typescript' };
    assert.deepEqual(replaceSelection(longer, selection, blockOf(code)), {
      problem: { kind: 'imports', detail: "import b from 'b';", places: ['inner', 'selection'] },
    });
    const written = (chosen: 'inner' | 'selection' | 'whole') => {
      const result = replaceSelection(longer, selection, blockOf(code), chosen);
      assert.ok('change' in result);
      return longer.slice(0, result.change.start) + result.change.text + longer.slice(result.change.end);
    };
    assert.equal(written('selection'), longer.replace(selected, code));
    assert.equal(written('inner'), longer.replace('b();', 'b.b();'));
    assert.equal(written('whole'), `${code}\n`);
  });

  describe('whose first line names a file', () => {
    const file = '# settings.py\nA = 1\n\ndef f():\n    pass\n';
    const of = (block: string, replacing: string, isNamed = true) => {
      const result = replaceSelection(
        file,
        { code: replacing, found: findPlace(file, replacing), languageId: 'python', isNamed },
        blockOf(block, 'python'),
      );
      if ('problem' in result) return result.problem.kind;
      return file.slice(0, result.change.start) + result.change.text + file.slice(result.change.end);
    };

    it('keeps it where the file has it', () => {
      assert.equal(of(file.replace('pass', 'return 1'), 'def f():\n    pass'), file.replace('pass', 'return 1'));
      assert.equal(of(file.replace('A = 1', 'A = 2'), 'def f():\n    pass'), 'mayBeWhole');
      const all = replaceAll(file, blockOf(file.replace('A = 1', 'A = 2'), 'python'));
      assert.deepEqual(all, { change: { start: 14, end: 19, text: 'A = 2' }, lines: { before: 5, after: 5 } });
    });

    it('keeps it where the selection has it', () => {
      assert.equal(of('# settings.py\nA = 3', '# settings.py\nA = 1'), file.replace('A = 1', 'A = 3'));
    });

    it('loses it where the selection is below it', () => {
      const code = '# settings.py\ndef f():\n    return 1';
      assert.equal(of(code, 'def f():\n    pass'), file.replace('pass', 'return 1'));
    });

    it('keeps it as a comment where there is no such file', () => {
      const code = '# np.array\ndef f():\n    return 1';
      assert.equal(of(code, 'def f():\n    pass', false), file.replace('def f():\n    pass', code));
    });
  });

  it('says of how many lines it makes how many where it takes the place of the whole text, and only there', () => {
    const linesOf = (code: string) => {
      const result = replaceSelection(text, { code: selected, found: place(), languageId: '' }, blockOf(code));
      return 'lines' in result ? result.lines : undefined;
    };
    assert.deepEqual(linesOf('import a;\n\nexport default f;'), { before: 7, after: 3 });
    assert.equal(linesOf('function f() {}'), undefined);
    const whole = replaceAll('', blockOf('a\nb'));
    assert.deepEqual('lines' in whole && whole.lines, { before: 0, after: 2 });
  });

  it('that leaves less than half of a file is much less', () => {
    assert.equal(isMuchLess({ before: 200, after: 99 }), true);
    assert.equal(isMuchLess({ before: 200, after: 100 }), false);
    assert.equal(isMuchLess({ before: 0, after: 2 }), false);
  });

  it('changes nothing that is so already', () => {
    assert.deepEqual(replaceAll('a\n', blockOf('a')), { problem: { kind: 'unchanged' } });
  });

  it('that is a patch makes the least change', () => {
    const [patch] = parsePatch('@@\n import a;\n-\n+// b\n function f() {') ?? [];
    assert.ok(patch);
    assert.deepEqual(patchText(text, patch), { change: { start: 10, end: 10, text: '// b' } });
  });
});
