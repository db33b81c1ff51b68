const fence = '```';

/** An answer of a model, with most of what Markdown has. */
export const sampleAnswer = `## What \`parseRange\` does

It turns a string such as \`12-48\` into a **range of lines**, both ends included. An empty string gives *no range*, and anything else
that is not a number throws a \`RangeError\`.

1. The text is split at the first dash.
2. Both halves are read with \`Number.parseInt\`.
   - A missing second half means a single line.
   - Spaces around the dash are allowed.
3. The ends are swapped if they come in the wrong order.

${fence}ts
export function parseRange(text: string): LineRange | undefined {
  const [first, last = first] = text.split('-', 2).map((part) => Number.parseInt(part, 10));
  if (first === undefined || Number.isNaN(first)) return undefined;
\treturn { startLine: Math.min(first, last), endLine: Math.max(first, last) };
}
${fence}

### Where it can fail

| Input | Result | Expected |
|---|---|---|
| \`"7"\` | 7-7 | 7-7 |
| \`"9-"\` | NaN | an error |
| \`"4-2"\` | 2-4 | 2-4 |

> The second row is a bug: \`Number.parseInt('')\` is \`NaN\`, and nothing checks it.

- [x] Handle a missing end
- [ ] Add a test for \`"9-"\`

See the [specification](https://example.com/ranges "Ranges") or https://example.com/ranges_(lines).
`;

/** Code in several languages. */
export const codeAnswer = Object.entries({
  ts: '// Both ends are part of it.\nexport class LineRange<T extends object> {\n  readonly #start = 1_000;\n\n  async read(text: string): Promise<T | undefined> {\n    if (/^\\d+$/.test(text)) return this.parse(`${text}-${this.#start}`);\n    throw new RangeError("no range", { cause: null });\n  }\n}',
  python:
    '@dataclass(frozen=True)\nclass Range:\n    """Both ends are part of it."""\n    start: int = 1\n\n    def read(self, text: str) -> "Range | None":\n        return None if not text else Range(int(text.split("-")[0]))  # one line',
  rust: 'impl Range {\n    /// Reads a range.\n    pub fn read(text: &str) -> Option<Self> {\n        let mut parts = text.split(\'-\').map(|part| part.parse::<u32>());\n        println!("{}", parts.next()?.ok()?);\n        None\n    }\n}',
  html: '<!-- a page -->\n<section class="range" hidden>\n  <script>const a = 1;</script>\n  <p>1 &amp; 2</p>\n</section>',
  css: '.range > a:hover {\n  color: var(--dim, #333);\n  margin: 0 4px;\n}',
  json: '{ "name": "range", "lines": [1, 2.5], "strict": true, "next": null }',
  sql: "SELECT name, count(*) FROM runs WHERE status = 'failed' GROUP BY name LIMIT 10; -- newest",
  bash: 'for file in src/*.ts; do\n  if [ -n "$VERBOSE" ]; then echo "reading ${file}"; fi\ndone',
  diff: '@@ -1,2 +1,2 @@\n-const end = start;\n+const end = last ?? start;\n return end;',
  yaml: 'version: 1\ntasks:\n  - id: read # first\n    agent: "claude"',
})
  .map(([language, code]) => `${fence}${language}\n${code}\n${fence}`)
  .join('\n\n');

/** An answer with all that Markdown has, as a model writes it: lists with code, tables, formulas, a diagram. */
export const richAnswer = `# Caching \`readRange\`

The range is read **once** and kept until the document changes.[^1] Two things matter: the *key* and the ~~time~~ cost. See [the guide](https://example.com/guide_(v2)) or \`src/range.ts:12\`.

1. **Choose a key.** The path alone is not enough:

   \`\`\`ts
   const key = \`\${path}:\${start}-\${end}\`;
   cache.set(key, lines);
   \`\`\`

   - nested under the step
   - with a second point
     1. and numbers within

2. **Bound the cache.**

   > A cache without a limit is a leak.
   >
   > - not always, but often

3. Measure it:

- [x] before the change
- [ ] after the change

## What it costs

| Step | Reads | Time (ms) | Type |
|:-----|:-----:|----------:|------|
| first   | 1 | 12.4 | \`string | null\` |
| again   | 0 |  0.02 | **cached** |
| changed | 1 | 11.9 |   |

The expected time is $E = p \\cdot t_{hit} + (1 - p) \\cdot t_{miss}$, that costs $5 or $6 a month, and in general

$$
T(n) = \\sum_{i=1}^{n} \\frac{c_i}{1 + e^{-x_i}} \\le \\int_0^n f(x)\\,dx
$$

\`\`\`mermaid
graph TD
  A[Read] --> B{In cache?}
  B -- yes --> C[Return]
  B -- no --> D[Read the file]
\`\`\`

### Apply it

\`\`\`\`markdown
# Notes

\`\`\`sh
npm test
\`\`\`
\`\`\`\`

~~~diff
- const lines = read(path);
+ const lines = cache.get(key) ?? read(path);
~~~

Raw HTML such as <b onclick="x">this</b> stays text, and ![a diagram](https://example.com/diagram.png) is a link.

Setext heading
--------------

A very wide table:

| ${Array.from({ length: 14 }, (_, index) => `column ${index + 1}`).join(' | ')} |
|${'---|'.repeat(14)}
| ${Array.from({ length: 14 }, (_, index) => `a value ${index + 1}`).join(' | ')} |

---

[^1]: Until it is saved, to be exact: see \`onDidSave\`.
`;

/** An answer that must never do anything. */
export const hostileAnswer = `<script>window.hacked = 1</script>
<img src=x onerror="window.hacked = 2"> <iframe src="https://evil.example/frame"></iframe>

<svg onload="window.hacked = 3"><style>body { background: url(https://evil.example/css) }</style></svg>

[click](javascript:window.hacked=4) [data](data:text/html,<script>window.hacked=5</script>) [vs](vscode://evil.example/x)
[command](command:workbench.action.quit) [user](https://good.example@evil.example/) [file](file:///etc/passwd)

![pixel](https://evil.example/pixel.png) ![data](data:image/svg+xml,<svg/onload=alert(1)>)

<https://evil.example/auto> <a href="javascript:window.hacked=6">raw</a>

<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/meta">
<form action="https://evil.example/form"><button>Allow</button></form>
`;
