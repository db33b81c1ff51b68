/** The effect that a script in an answer would have, were it run. */
const harm = 'window.hacked=1';
const site = 'https://evil.example';
const fence = '```';

/** Formulas that want to leave their formula, load something, or never end. */
const formulas: Record<string, string> = {
  'a link to a script': String.raw`\href{javascript:${harm}}{x}`,
  'a link to a command': String.raw`\href{command:workbench.action.quit}{x}`,
  'an address': String.raw`\url{javascript:${harm}}`,
  'an image': String.raw`\includegraphics[height=1em]{${site}/pixel.png}`,
  'a class of the page': String.raw`\htmlClass{run-header}{x} \class{stop}{y}`,
  'an id of the page': String.raw`\htmlId{panel}{x} \cssId{panel}{y}`,
  'a style': String.raw`\htmlStyle{background:url(${site}/a)}{x} \style{position:fixed;inset:0}{y}`,
  'data of a button': String.raw`\htmlData{copy-code=1,path=/etc/passwd}{x}`,
  'a handler': String.raw`\htmlData{x="onclick="${harm}}{x}`,
  'a color that is a style': String.raw`\color{red;background:url(${site}/a)}x \colorbox{url(${site}/b)}{y}`,
  'a text with HTML': String.raw`\text{<img src=x onerror=${harm}>} \mbox{<script>${harm}</script>}`,
  'a file': String.raw`\input{/etc/passwd} \include{a} \openin5=a \write18{rm -rf .}`,
  'a package': String.raw`\require{html} \usepackage{x} \catcode\`\%=12`,
  'a macro of itself': String.raw`\def\a{\a}\a`,
  'a macro that doubles': String.raw`\def\a{xx}\def\b{\a\a}\def\c{\b\b}\def\d{\c\c}\def\e{\d\d}\def\f{\e\e}\def\g{\f\f}\g\g\g`,
  'macros of each other': String.raw`\newcommand{\a}{\b\b}\newcommand{\b}{\a\a}\a`,
  'a macro that grows': String.raw`\gdef\a#1{\a{#1#1}}\a{x}`,
  'a macro for later formulas': String.raw`\gdef\frac{\href{javascript:${harm}}{x}} \global\let\sqrt=\alpha`,
  'a macro with the name of a property': String.raw`\def\__proto__{x} \constructor \toString \hasOwnProperty`,
  'a name that is made': String.raw`\csname href\endcsname{javascript:${harm}}{x}`,
  'a label': String.raw`\label{panel} \ref{panel} \eqref{panel} \tag{<b>x</b>}`,
  'a size beyond the page': String.raw`\rule{99999em}{99999em} \kern99999em \hspace{99999em} \raisebox{99999em}{x} \\[99999em]`,
  'a size that is none': String.raw`\rule{NaNem}{1e999em} \hspace{-99999px} \kern{}`,
  'half a pair of surrogates': String.raw`\char"D800 \unicode{xDC00} ` + '\uD800',
  'verbatim markup': String.raw`\verb|<img src=x onerror=${harm}>| \verb`,
  'a link in MathML': `<math href="javascript:${harm}"><maction actiontype="toggle">x</maction></math>`,
  'HTML in an annotation': String.raw`</annotation></semantics></math><img src=x onerror=${harm}>`,
  'dollars within': String.raw`\text{$x$ and $\href{javascript:${harm}}{y}$}`,
  'braces that do not fit': String.raw`}{}}{{ \left( \right. \begin{matrix} \end{array} & \\ ^ _ ' # ~`,
  'environments that do not end': String.raw`\begin{aligned}\begin{cases}\begin{array}{c}`,
  'a million columns': String.raw`\begin{array}{*{1000000}{c}} a & b \end{array}`,
};

/** Diagrams that want to run or to load something. */
const diagrams: Record<string, string> = {
  'a click': `graph TD\n  A-->B\n  click A "javascript:${harm}" "press" _top\n  click B call alert()`,
  'a click on a command': `graph TD\n  A\n  click A href "command:workbench.action.quit"`,
  'labels of HTML': `graph TD\n  A["<img src=x onerror=${harm}>"]-->B("<script>${harm}</script>")`,
  'a setting': `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "*{background:url(${site}/a)}"}}%%\ngraph TD\n  A`,
  'a setting in its head': `---\nconfig:\n  securityLevel: loose\n  fontFamily: "x;}*{background:url(${site}/a)}"\n---\ngraph TD\n  A`,
  'a prototype': `%%{init: {"__proto__": {"hacked": 1}, "constructor": {"prototype": {"hacked": 1}}}}%%\ngraph TD\n  A`,
  'a style': `graph TD\n  A:::x\n  classDef x fill:url(${site}/a),background:url(${site}/b)\n  style A fill:#fff;}*{display:none}`,
  'an image': `graph TD\n  A@{ img: "${site}/pixel.png", w: 60 }\n  B@{ icon: "fa:<b>" }`,
  'a link of a sequence': `sequenceDiagram\n  participant A\n  link A: press @ javascript:${harm}\n  links A: {"x": "javascript:${harm}"}`,
  'a link of a class': `classDiagram\n  class A\n  link A "javascript:${harm}" "x"\n  callback A "alert" "x"`,
  'a size of nobody': `gantt\n  dateFormat YYYY\n  a : 0001, 9999999d`,
  'an error': 'graph TD\n  A--',
};

const marks: Record<string, string> = {
  'link references with the names of properties':
    '[__proto__] [constructor] [toString][] [x][hasOwnProperty]\n\n[__proto__]: https://a.example\n[constructor]: https://b.example',
  'link references with scripts': `[a] [b][] ![c] [d][D]\n\n[a]: javascript:${harm}\n[b]: <data:text/html,x> "t"\n[c]: ${site}/pixel.png\n[d]:\n  command:workbench.action.quit\n  'x'`,
  'a link reference that arrives last': `[a] and [b]\n\n- [c]\n\n[a]: ${site}\n[b]: javascript:${harm}\n[c]: ../../etc/passwd`,
  'a link reference of each other': '[a]: b\n[b]: a\n[c]: [d]\n[d]: [c]\n\n[a] [b] [c] [d]',
  'a link reference that is given twice': `[a]: https://good.example\n[a]: ${site}\n\n[a]`,
  'a footnote of itself': 'a[^1]\n\n[^1]: b[^1]',
  'footnotes of each other': 'a[^1]\n\n[^1]: b[^2]\n[^2]: c[^3]\n[^3]: d[^1]',
  'footnotes with the names of properties': 'a[^__proto__] b[^constructor]\n\n[^__proto__]: c\n[^constructor]: d',
  'footnotes with ids of the page': `a[^panel] b[^"><img src=x onerror=${harm}>]\n\n[^panel]: c\n[^"><img src=x onerror=${harm}>]: d`,
  'footnotes that hold blocks': `a[^1]\n\n[^1]:\n    ${fence}html\n    <script>${harm}</script>\n    ${fence}\n\n    > - | a |\n    >   |---|\n\n    $$\\href{javascript:${harm}}{x}$$`,
  'a footnote that is a link': `[^1](javascript:${harm}) [^1][^1] ![^1]\n\n[^1]: a\n\n[^1]: <javascript:${harm}>`,
  'a footnote that never comes': 'a[^1] b^[c] d[^ e] f[^\n]',
  'a task that is a link': `- [x](javascript:${harm})\n- [ ] [x](javascript:${harm})\n- [x]<img src=x onerror=${harm}>`,
  'struck out HTML': `~~<img src=x onerror=${harm}>~~ ~<b>~`,
  'bare addresses with tricks': `www.evil.example/"onmouseover="${harm} https://evil.example/'onclick='${harm} http://javascript:${harm}@evil.example https://evil.example\u202Egnp.exe www.a.example@evil.example mailto:a@evil.example?bcc=b xmpp:a@b.example`,
  'line ends of all kinds': `a\rb\r\nc\n\rd\u2028e\u2029f\u0085g\u000Bh\u000Ci\r\r\n${fence}js\rx\r${fence}\r| a |\r|---|\r| b |\r`,
  'NUL and lone surrogates in each mark': `# \0\uD800\n- \uDC00\n> \0\n\n\0*\uD800*\0 [\0](\uD800) \`\0\uDC00\` $\0\uD800$\n\n${fence}\0\uD800\n\0\n${fence}\n\n| \0 |\n|---|\n| \uD800 |\n\n[\0]: https://a.example/\0\n[^\uD800]: \0`,
  'everything unclosed': `> - **a *b ~~c [d](https://a.example "e ![f](g \`h $i \\(j \\[k <l &amp [^m\n> ${fence}js\n> | n |\n> |--\n> $$\n> \\begin{x}`,
  'byte order marks': '\uFEFF# a\n\uFEFF- b\n\n\uFEFF| c |\n\uFEFF|---|',
};

/** Answers with the syntax of today's models that want to do something. */
export const hostileMarkdown: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(formulas).flatMap(([name, tex]) => [
      [`a formula in a line: ${name}`, `see $${tex}$ and \\(${tex}\\) and $x + \\frac{1}{2}$`],
      [
        `a formula: ${name}`,
        `$$\n${tex}\n$$\n\n\\[\n${tex}\n\\]\n\n${fence}math\n${tex}\n${fence}\n\n$$\\sqrt{\\frac{1}{2}}$$`,
      ],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(diagrams).map(([name, source]) => [`a diagram: ${name}`, `${fence}mermaid\n${source}\n${fence}`]),
  ),
  ...marks,
};

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Answers that are hostile to the page by their size or shape. */
export const heavyMarkdown: Record<string, () => string> = {
  'five thousand quotes, deeper by one': () => '>'.repeat(5_000) + 'x\n' + '>'.repeat(4_999) + 'y\nz',
  'two thousand lists in each other': () => times(2_000, (depth) => `${' '.repeat(depth * 2)}- x`).join('\n'),
  'two thousand numbers in each other': () => '1. '.repeat(2_000) + 'x',
  'ten thousand stars around a word': () => '*'.repeat(5_000) + 'x' + '*'.repeat(5_000),
  'a hundred thousand brackets': () => '['.repeat(100_000),
  'ten thousand link references': () =>
    times(10_000, (index) => `[a${index}]`).join(' ') +
    '\n\n' +
    times(10_000, (index) => `[a${index}]: https://a.example/${index}`).join('\n'),
  'ten thousand footnotes': () =>
    times(10_000, (index) => `a[^${index}]`).join(' ') +
    '\n\n' +
    times(10_000, (index) => `[^${index}]: b`).join('\n\n'),
  'a table of ten thousand rows': () => '| a | b | c |\n|---|---|---|\n' + '| d | *e* | `f` |\n'.repeat(10_000),
  'a row of five thousand cells': () => '| a | b |\n|---|---|\n' + '| c '.repeat(5_000) + '|\n| d |',
  'a table of a thousand columns and rows without cells': () =>
    '| a '.repeat(1_000) + '|\n' + '|---'.repeat(1_000) + '|\n' + '| b |\n'.repeat(1_000),
  'a line of a million characters': () => 'words *and* `code` '.repeat(53_000),
  'a code in a line of a million letters': () => '`' + 'x'.repeat(1_000_000) + '`',
  'a paragraph of fifty thousand lines that turns into a heading': () => 'a\n'.repeat(50_000) + '---',
  'a list of ten thousand items that turns loose': () => '- a\n'.repeat(10_000) + '\n- b',
  'six hundred fences in quotes and lists': () => `> - ${fence}\n>   a\n>   ${fence}\n\n`.repeat(600),
  'carriage returns': () => '\r'.repeat(30_000) + 'a\r\n'.repeat(10_000) + 'b\r'.repeat(10_000),
  'ten thousand NULs and halves of pairs': () => '\0\uD800'.repeat(10_000) + '\uDC00*'.repeat(5_000),
  'five thousand formulas': () => '$x^2$ '.repeat(5_000),
  'a thousand formulas of their own lines': () => '$$\n\\frac{a}{b}\n$$\n\n'.repeat(1_000),
  'a formula of braces': () => `$$${'{'.repeat(50_000)}x${'}'.repeat(50_000)}$$`,
  'a formula of fractions in each other': () => `$$${'\\frac{a}{'.repeat(2_000)}x${'}'.repeat(2_000)}$$`,
  'a formula of exponents': () => `$$${'x^{'.repeat(2_000)}x${'}'.repeat(2_000)} ${'x^'.repeat(2_000)}$$`,
  'a formula of matrices in each other': () =>
    `$$${'\\begin{matrix} a & '.repeat(300)}x${'\\end{matrix}'.repeat(300)}$$`,
  'a formula of a matrix of ten thousand cells': () =>
    `$$\\begin{matrix}${`${'a & '.repeat(100)}b \\\\\n`.repeat(100)}\\end{matrix}$$`,
  'a formula of half a million letters': () => `$$${'x + '.repeat(125_000)}y$$`,
  'a macro that doubles thirty times': () =>
    `$$${times(30, (index) => `\\def\\${letters(index)}{\\${letters(index + 1)}\\${letters(index + 1)}}`).join('')}\\${letters(0)}$$`,
  'a diagram of five thousand nodes': () =>
    `${fence}mermaid\ngraph TD\n${times(5_000, (index) => `  A${index}-->A${index + 1}`).join('\n')}\n${fence}`,
  'two hundred diagrams': () => `${fence}mermaid\ngraph TD\n  A-->B\n${fence}\n\n`.repeat(200),
};

/** Answers that are hostile to the parser by their size or shape, and nothing more to the page. */
export const slowMarkdown: Record<string, () => string> = {
  'five thousand quotes, a line each': () =>
    times(5_000, (depth) => '> '.repeat(Math.min(depth, 200)) + 'x').join('\n'),
  'quotes and lists by turns': () => '> - '.repeat(2_000) + 'x\n\n' + '- > '.repeat(2_000) + 'y',
  'ten thousand stars': () => '*'.repeat(10_000),
  'ten thousand stars, each with a letter': () => '*a '.repeat(10_000) + 'b*'.repeat(10_000),
  'stars and underscores by turns': () => '*_a'.repeat(10_000),
  'ten thousand tildes': () => '~~a ~'.repeat(10_000),
  'a hundred thousand brackets that close': () => '[]'.repeat(50_000) + ']'.repeat(50_000),
  'a hundred thousand images that open': () => '!['.repeat(50_000),
  'brackets of footnotes': () => '[^'.repeat(50_000),
  'links in links': () => '['.repeat(10_000) + 'x' + '](https://a.example)'.repeat(10_000),
  'parentheses in an address': () => '[x](' + '('.repeat(50_000) + ')'.repeat(50_000),
  'a title that never closes': () => '[x](https://a.example "' + 'a\n'.repeat(20_000),
  'angle brackets': () => '<'.repeat(50_000) + '<a '.repeat(20_000),
  'ten thousand links that are never defined': () => '[a][b] '.repeat(10_000),
  'a link reference at the end of many paragraphs': () =>
    'see [a] and words\n\n'.repeat(5_000) + '[a]: https://a.example',
  'one link reference, ten thousand times': () => '[a]: https://a.example\n'.repeat(10_000) + '\n[a]',
  'link references that never end': () => '[a]:\n'.repeat(20_000) + '[b]: <'.repeat(10_000),
  'a long label': () => `[${'a'.repeat(500_000)}]: https://a.example\n\n[${'a'.repeat(500_000)}]`,
  'a thousand footnotes of each other': () =>
    'a[^0]\n\n' +
    times(1_000, (index) => `[^${index}]: b[^${(index + 1) % 1_000}][^${(index * 7) % 1_000}]`).join('\n'),
  'one footnote, ten thousand times': () => 'a[^1] '.repeat(10_000) + '\n\n[^1]: b',
  'ten thousand lines that could be tables': () => '| a |\n'.repeat(10_000) + '\n' + '|---|\n'.repeat(10_000),
  'a word of a million letters': () => 'x'.repeat(1_000_000),
  'a line of code of a million characters': () => `${fence}\n${'x'.repeat(1_000_000)}\n${fence}`,
  'a hundred thousand underlined lines': () => 'a\nb\n===\n'.repeat(30_000),
  'ten thousand fences that never close': () => times(10_000, (index) => '`'.repeat(3 + (index % 50))).join('\n'),
  'tabs and spaces': () => '\t'.repeat(50_000) + 'a\n' + ' '.repeat(50_000) + 'b\n' + '- \t'.repeat(10_000),
  'dollars by turns': () => '$$ $ '.repeat(20_000) + '$a$b'.repeat(20_000),
  'formulas that never close': () => '\\( a \\[ b $$ c '.repeat(10_000),
};

/** Returns a name of letters alone, as a macro must have. */
function letters(index: number): string {
  return `a${String.fromCodePoint(97 + Math.floor(index / 26), 97 + (index % 26))}`;
}
