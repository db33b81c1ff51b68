import assert from 'node:assert/strict';
import { fitCode } from '#edits/syntax/indentation.ts';
import { findStringLines, readStringLines } from '#edits/syntax/multilineStrings.ts';

/** Code of many languages, the lines that begin inside a string marked by `|` in front, the others by `:`. */
const marked: Record<string, string[]> = {
  python: [
    ':s = """\n|SELECT 1\n|  x\n|"""\n:t = 1',
    ":s = f'''\n|a \"\"\" b\n|'''\n:t = 1",
    ':s = "a\\\n|b"\n:t = 1',
    ':run(\n:    """\n|SELECT 1\n|"""\n:)\n:t = 1',
    ":a = 'it\\'s'  # it's \"\"\"\n:b = 2",
  ],
  javascript: [
    ':const a = `\n|x ${f(`\n|`)}\n|  y`;\n:b();',
    ':const a = /[`\'"]/;\n:b(`\n|c`);',
    ":const a = `x${b ? '}' : '`'}\n|c`;\n:d();",
    ':f(a / b, `\n|c`);\n:d();',
  ],
  typescript: [':type A = `a\n|b`;\n:// don`t\n:c();'],
  vue: [":<p>Don't</p>\n:<pre>\n|  a\n|</pre>\n:<script>\n:const a = `\n|b`;\n:</script>"],
  csharp: [
    ':return @"SELECT *\n|FROM t";\n:x();',
    ':a = $@"say ""\n|no"" {b}";\n:x();',
    ':a = """\n|  { "b": 1 }\n|  """;\n:x();',
    ':a = $$""""\n|  """ {{b}}\n|  """";\n:x();',
    ':char c = \'"\';\n:x(@"\n|");',
    ':// @"\n:x();',
  ],
  java: [':var a = """\n|    b \\""" c\n|    """;\n:d();', ":char c = '\"';\n:d();"],
  kotlin: [':val a = """\n|  |b ${c("d")}\n|""".trimMargin()\n:e()', ':val a = """\n|x""""\n:e()'],
  scala: [':val a = s"""\n|  |b\n|""".stripMargin\n:c()'],
  swift: [':let a = """\n|  b \\(c)\n|  """\n:d()', ':let a = #"""\n|  """ b\n|  """#\n:d()'],
  go: [':a := `\n|b \\`\n:c()', ":r := '`'\n:c()"],
  rust: [
    ':let a = r#"\n|b " c\n|"#;\n:d();',
    ':let a = "b\n|  c";\n:d();',
    ":fn f<'a>(x: &'a str) -> char { '\"' }\n:d();",
    ':let a = br"\n|b\\";\n:d();',
  ],
  cpp: [
    ':auto a = R"x(\n|b )" c\n|)x";\n:d();',
    ':auto a = R"(\n|b)";\n:d();',
    ':auto a = "b\\\n|c";\n:d();',
    ":char c = '\"';\n:int n = 1'000'000;\n:d();",
  ],
  lua: [
    ':local a = [[\n|b ]=] c\n|]]\n:d()',
    ':local a = [=[\n|b ]] c\n|]=]\n:d()',
    ':--[[ a\n:b ]]\n:d()',
    ':local a = t[u[1]]\n:d()',
  ],
  powershell: [
    ':$a = @"\n|b "c" d\n|"@\n:e',
    ":$a = @'\n|it's\n|'@\n:e",
    ":<# it's\n:a #>\n:e",
    ':$a = "b `"\n|c"\n:e',
  ],
  shellscript: [
    ':cat <<EOF\n|a $b\n|  c\n|EOF\n:d',
    ":cat <<'EOF' | grep x\n|it's\n|EOF\n:d",
    ':cat <<-EOF\n|\ta\n|\tEOF\n:d',
    ':a <<A <<B\n|x\n|A\n|y\n|B\n:d',
    ':grep a <<< "b"\n:d',
    ':echo "a\n|b"\n:d',
    ":# don't\n:d",
  ],
  ruby: [
    ':a = <<~SQL\n|  SELECT 1\n|SQL\n:b',
    ':a = <<-SQL.strip\n|  SELECT 1\n|  SQL\n:b',
    ":foo(<<~'A', <<~B)\n|  a\n|A\n|  b\n|B\n:c",
    ':list << item\n:b',
    ':a = %q{\n|b}\n:c',
    ":=begin\n:it's\n:=end\n:c",
  ],
  php: [
    ':$a = <<<EOT\n|  b\n|EOT;\n:c();',
    ":$a = <<<'EOT'\n|  it's\n|  EOT;\n:c();",
    ":$a = 'b\n|c';\n:d();",
    ":#[Attribute('a')]\n:d();",
  ],
  perl: [':my $a = <<"EOT";\n|b\n|EOT\n:c();', ':my $a = <<~EOT;\n|  b\n|  EOT\n:c();', ':my $a = q{b\n|c};\n:d();'],
  elixir: [
    ':a = ~s(b\n|  c\n|d)\n:e',
    ':a = ~r/it\'s "/\n:b',
    ':a = """\n|  b\n|  """\n:c',
    ':a = ~S"""\n|  b\n|  """\n:c',
  ],
  julia: [':a = """\n|b\n|"""\n:c', ':a = "b\n|c"\n:d', ':#= "a\n:b =#\n:c'],
  toml: [":a = '''\n|b\\'''\n:c = 1", ':a = """\n|b"""\n:c = 1'],
  sql: [
    ':AS $$\n|BEGIN\n|  x;\n|END $$;\n:c',
    ":AS $body$\n|it's $$\n|$body$;\n:c",
    ":SELECT 'it''s\n|b';\n:c",
    ":-- it's\n:c",
  ],
  nix: [":a = ''\n|  b ''${c} '''\n|'';\n:d = 1;", ':a = "b\n|c";\n:d = 1;'],
  dart: [":var a = '''\n|b\n|''';\n:c();", ':var a = r"""\n|b\\\n|""";\n:c();'],
  groovy: [":a = '''\n|b\n|'''\n:c()"],
  fsharp: [':let a = """\n|b\n|"""\n:c', ':let a = @"b\n|c"\n:d'],
  ocaml: [':let a = {x|\n|b |} c\n||x}\n:d'],
  terraform: [':a = <<-EOT\n|  b\n|  EOT\n:c = 1'],
  r: [':a <- r"(\n|b)"\n:c()', ":a <- 'b\n|c'\n:d()"],
  clojure: [':(def a "b\n|c")\n:(d)', ':[\\" \\a]\n:(d)'],
  cmake: [':set(a [==[\n|b ]] c\n|]==])\n:d()'],
};

describe('lines within the strings of a language', () => {
  for (const [language, texts] of Object.entries(marked)) {
    for (const text of texts) {
      const lines = text.split('\n');
      const code = lines.map((each) => each.slice(1)).join('\n');
      const expected = lines.flatMap((each, index) => (each.startsWith('|') ? [index] : []));
      it(`are found in ${language}: ${JSON.stringify(code)}`, () =>
        assert.deepEqual([...findStringLines(code, language)], expected));

      it(`stay as they are in ${language}, where code goes deeper: ${JSON.stringify(code)}`, () => {
        const place = { start: 2, end: 7 };
        const fitted = `{\n${fitCode(code, '{\n    a\n}', place, language)}\n}`.split('\n').slice(1, -1);
        const wanted = lines.map((each) => (each.startsWith('|') ? each.slice(1) : `    ${each.slice(1)}`));
        assert.deepEqual(fitted, wanted);
      });
    }
  }

  it('are no lines of a string that is never closed', () => {
    for (const language of Object.keys(marked)) {
      assert.deepEqual(
        [...findStringLines('a = `"""\'\'\'\nb', language)].filter((each) => each > 1),
        [],
        language,
      );
    }
  });

  it('are found in time that grows with the code, whatever it holds', () => {
    for (const language of Object.keys(marked)) {
      for (const piece of [
        '`',
        '"',
        "'",
        '"""',
        '/* ',
        '<<A\n',
        '${',
        '`${',
        "''",
        '[=[',
        '$a$',
        'R"x(',
        '\\',
        '{',
        '%q{',
        '"${',
      ]) {
        findStringLines(piece.repeat(3_000), language);
      }
    }
  }).timeout(20_000);
});

describe('text that is set in by its place', () => {
  const fit = (text: string, selected: string, code: string, language: string) => {
    const start = text.indexOf(selected);
    return text.slice(0, start) + fitCode(code, text, { start, end: start + selected.length }, language);
  };

  it('moves with the code around it in YAML, and keeps its own indentation', () => {
    const text = 'jobs:\n    build:\n        a: 1';
    const code = 'a: |\n  if x\n   then\n\n  done\nb: 2\nc:\n  - run: >-\n      d\n    e: 3';
    assert.equal(
      fit(text, '        a: 1', code, 'yaml'),
      'jobs:\n    build:\n        a: |\n          if x\n           then\n\n          done\n        b: 2\n        c:\n          - run: >-\n              d\n            e: 3',
    );
  });

  it('is told from keys in YAML', () => {
    const { moving } = readStringLines('- run: |\n    a\n  name: b\n- |\n  c\n- d: "x | y"\n  e: 1', 'yaml');
    assert.deepEqual([...moving], [1, 4]);
  });

  it('is a docstring of Python, but no argument', () => {
    const code = 'def f():\n    """A.\n\n    B."""\n    g(\n        """\nX\n""")';
    const { fixed, moving } = readStringLines(code, 'python');
    assert.deepEqual(
      [[...fixed], [...moving]],
      [
        [6, 7],
        [2, 3],
      ],
    );
  });

  it('keeps lines that are less deep than the code they stand in', () => {
    const text = 'class A:\n    x = 1';
    assert.equal(
      fit(text, '    x = 1', 'def f():\n    """A\nB\n    C"""\n    return 1', 'python'),
      'class A:\n    def f():\n        """A\n    B\n        C"""\n        return 1',
    );
  });
});

describe('the indentation of code', () => {
  const replace = (text: string, first: number, last: number, code: string, language: string) => {
    const lines = text.split('\n');
    const start = lines.slice(0, first).join('\n').length + (first > 0 ? 1 : 0);
    const end = lines.slice(0, last + 1).join('\n').length;
    return text.slice(0, start) + fitCode(code, text, { start, end }, language) + text.slice(end);
  };

  it('is taken from code, where the selection holds lines of a string that are less deep', () => {
    const text = 'class A:\n    def f(self):\n        return """\nSELECT 1\n"""\n\n    def g(self):\n        pass\n';
    const answer = 'def f(self):\n    return """\nSELECT 2\n"""';
    assert.equal(replace(text, 1, 4, answer, 'python'), text.replace('SELECT 1', 'SELECT 2'));
  });

  it('is taken from code in every language that has such strings', () => {
    const cases: [language: string, text: string, first: number, last: number, answer: string, expected: string][] = [
      [
        'csharp',
        'class A\n{\n    string F() => @"\nX\n";\n}',
        2,
        4,
        'string F() => @"\nY\n";',
        'class A\n{\n    string F() => @"\nY\n";\n}',
      ],
      [
        'ruby',
        'class A\n  def f = <<EOS\nX\nEOS\nend',
        1,
        3,
        'def f = <<EOS\nY\nEOS',
        'class A\n  def f = <<EOS\nY\nEOS\nend',
      ],
      [
        'go',
        'func a() {\n\tif b {\n\t\tc(`\nX\n`)\n\t}\n}',
        1,
        5,
        'if b {\n    c(`\nY\n  z\n`)\n}',
        'func a() {\n\tif b {\n\t\tc(`\nY\n  z\n`)\n\t}\n}',
      ],
    ];
    for (const [language, text, first, last, answer, expected] of cases)
      assert.equal(replace(text, first, last, answer, language), expected, language);
  });

  it('is not measured by the lines of strings', () => {
    const text = 'def f():\n  a = """\n    x\n        y\n    z\n        u\n"""\n  if a:\n    b()\n';
    assert.equal(replace(text, 7, 8, 'if a:\n    c()', 'python'), text.replace('    b()', '    c()'));
  });

  it('is that of the text, where the selection lies within a string', () => {
    const text = 'def f():\n    a = """\n      SELECT 1\n    """\n';
    assert.equal(replace(text, 2, 2, 'SELECT\n  2', 'python'), text.replace('SELECT 1', 'SELECT\n        2'));
  });
});
