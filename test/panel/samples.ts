const fence = '```';

/** What a model answers, with most of what Markdown has. */
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

/** What must never do anything. */
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
