import assert from 'node:assert/strict';
import * as smd from 'streaming-markdown';
import { writeInRuns } from '#media/markdown/plainRuns.ts';
import { makeLongAnswer } from '#test/bench/panel/longAnswer.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';

const fence = '```';

/**
 * Collects what the parser reports of an answer that is written in pieces: tokens, text and, as they may come late,
 * attributes.
 */
function read(markdown: string, write: (parser: smd.Parser, text: string) => void): unknown {
  const told: (number | string)[] = [];
  const attributes: string[] = [];
  const parser = smd.parser({
    data: undefined,
    add_token: (_data, token) => told.push(token),
    end_token: () => told.push('/'),
    add_text: (_data, text) => {
      const last = told.at(-1);
      if (typeof last === 'string' && last.startsWith('"')) told[told.length - 1] = last + text;
      else told.push(`"${text}`);
    },
    set_attr: (_data, attribute, value) => attributes.push(`${attribute}=${value}`),
  });
  for (let start = 0; start < markdown.length; start += 20) write(parser, markdown.slice(start, start + 20));
  smd.parser_end(parser);
  return { told, attributes };
}

describe('text that is handed to the parser in runs', () => {
  const { heavy: _heavy, ...hostile } = makeHostileAnswers();
  const answers = [
    makeLongAnswer(30_000),
    'a house, http://here.example and https://there.example, here  and  there',
    `${fence}ts\n  a = \`b\`;\n\n   \`\`\n  ${fence}\nhere`,
    '# how\n- [x] a *hint* and **one** here\n1. ~~him~~ [her](http://a.b)\n\n| a | h |\n|---|---|\n| h | ha |\n',
    ...Object.values(hostile).flatMap((group) => group.map(({ markdown }) => markdown)),
  ];

  it('comes to what the parser makes of it character by character', () => {
    assert.ok(answers.length > 150);
    for (const answer of answers) assert.deepEqual(read(answer, writeInRuns), read(answer, smd.parser_write), answer);
  });
});
