import { readFileSync } from 'node:fs';

/** An answer as models write them. */
export interface SampleAnswer {
  name: string;
  markdown: string;
}

const files = ['lists', 'code', 'tables', 'lines', 'math', 'languages'];

/** Reads the corpus: lists, code, tables and whatever else models write, in several languages, some with CR or CRLF. */
export function readSampleAnswers(): SampleAnswer[] {
  const answers = files.flatMap((file) =>
    readFileSync(new URL(`answers/${file}.txt`, import.meta.url), 'utf8')
      .split(/^%%% /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return { name: part.slice(0, end), markdown: part.slice(end + 1) };
      }),
  );
  return [
    ...answers,
    ...['a whole review', 'tasks', 'tabs', 'line breaks'].flatMap((name) => {
      const markdown = answers.find((answer) => answer.name === name)?.markdown ?? '';
      return [
        { name: `${name}, with CRLF`, markdown: markdown.replaceAll('\n', '\r\n') },
        { name: `${name}, with CR`, markdown: markdown.replaceAll('\n', '\r') },
      ];
    }),
    {
      name: 'everything that ends',
      markdown: answers.flatMap(({ name, markdown }) => (name.includes('never closes') ? [] : [markdown])).join('\n\n'),
    },
  ];
}
