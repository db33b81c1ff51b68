const words =
  'a range of lines is read once and kept until the document changes so that nothing has to be parsed twice while the user types in another editor'.split(
    ' ',
  );

const codeBlocks: Record<string, string> = {
  ts: `export async function readRange(source: LineSource, range: LineRange): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of source.lines()) {
    // Both ends are part of the range.
    if (line.number >= range.start && line.number <= range.end) lines.push(line.text);
    if (lines.length > 10_000) throw new RangeError(\`too many lines: \${lines.length}\`);
  }
  return lines.map((line) => line.trimEnd());
}`,
  python: `class RangeReader:
    """Reads a range of lines, both ends included."""

    def __init__(self, path: str, *, encoding: str = "utf-8") -> None:
        self.path = path
        self.encoding = encoding

    def read(self, first: int, last: int) -> list[str]:
        with open(self.path, encoding=self.encoding) as file:
            return [line for number, line in enumerate(file, 1) if first <= number <= last]`,
  json: `{
  "name": "range-reader",
  "version": "1.4.2",
  "limits": { "lines": 10000, "bytes": 1.5e6, "strict": true },
  "files": ["src/range.ts", "src/lines.ts", null]
}`,
  sh: `for file in src/*.ts; do
  if [ -n "$VERBOSE" ]; then echo "reading $file"; fi
  node --test "$file" || exit 1
done`,
};

/**
 * Makes an answer as a model might write it, with most of what Markdown has, `length` characters long. The same at
 * every call.
 */
export function makeLongAnswer(length: number): string {
  const parts: string[] = [];
  let written = 0;
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const sentence = (count: number): string =>
    Array.from({ length: count }, () => {
      const word = words[next(words.length)] ?? '';
      return [`\`${word}\``, `**${word}**`, `*${word}*`][next(24)] ?? word;
    }).join(' ');
  const languages = Object.keys(codeBlocks);
  for (let index = 1; written < length; index += 1) {
    const language = languages[index % languages.length] ?? '';
    const part = [
      `## Step ${index}: ${sentence(4)}`,
      `${sentence(40)}, see [the guide](https://example.com/guide/${index}). ${sentence(30)}.`,
      `\`\`\`${language}\n${codeBlocks[language]}\n\`\`\``,
      Array.from({ length: 4 }, () => `- ${sentence(12)}`).join('\n'),
      `| a | b | c |\n|---|---|---|\n${Array.from({ length: 3 }, () => `| ${sentence(2)} | ${sentence(3)} | ${next(99)} |`).join('\n')}`,
      `${sentence(50)}.`,
      '',
    ].join('\n\n');
    parts.push(part);
    written += part.length;
  }
  return parts.join('').slice(0, length);
}
