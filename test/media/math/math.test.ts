import assert from 'node:assert/strict';
import { toMath } from '#media/math/math.ts';

const whys: [name: string, tex: string, result: object][] = [
  ['what it does not know', String.raw`\SI{5}{\meter}`, { problem: String.raw`Unsupported function name: \SI` }],
  ['what is not LaTeX', 'x^2^3', { problem: 'Double superscript' }],
  ['a link', String.raw`\href{javascript:alert(1)}{x}`, { problem: String.raw`Unsupported function name: \href` }],
  [
    'macros without end',
    String.raw`\def\x{\x\x}\x`,
    { problem: 'Too many expansions: infinite loop or need to increase maxExpand setting' },
  ],
  ['arguments without end', String.raw`\def\a#1{\a{#1#1}}\a{xxxxxxxx}`, { isTooLarge: true }],
  ['groups without end', '{'.repeat(5_000), { isTooLarge: true }],
  ['deep nesting, whatever the stack bears', '{'.repeat(61) + '}'.repeat(61), { isTooLarge: true }],
  ['thousands of symbols', 'x+'.repeat(5_000), { isTooLarge: true }],
  ['what the library trips over', String.raw`\__proto__`, { problem: undefined }],
];

describe('The reader of formulas', () => {
  for (const [name, tex, result] of whys) {
    it(`refuses ${name}, and says why`, () => {
      let time = 0;
      // A clock of its own: how busy the machine is does not decide which limit is met first.
      const now = (): number => {
        time += name.startsWith('arguments') ? 5 : 0.01;
        return time;
      };
      assert.deepEqual(toMath(tex, true, now), result);
    });
  }

  it('keeps nothing of what a formula defines', () => {
    toMath(String.raw`\gdef\mine{x}`, true);
    assert.deepEqual(toMath(String.raw`\mine`, true), { problem: String.raw`Unsupported function name: \mine` });
  });
});
