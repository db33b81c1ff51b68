import { openScriptPage } from '#test/support/scriptPage.ts';
import { cutText } from './cutText.ts';
import type { Verdict } from './judge.ts';
import type { SpecExample } from './specExamples.ts';
import type { NodeFault } from './watchNodes.ts';

/** The verdict on an example that was shown. */
export type JudgedExample = SpecExample & Verdict;

/** A page that shows examples as answers and judges what it shows. */
export interface JudgePage extends AsyncDisposable {
  /** Judges examples that arrive in one piece, or letter by letter. Half a pair of surrogates is a letter too. */
  judgeAll(examples: SpecExample[], arrival: 'whole' | 'letter by letter'): Promise<JudgedExample[]>;
  /** Judges what a renderer could have made, given as HTML. */
  judgeNodes(answer: string, html: string): Promise<Verdict>;
  /** Shows a text letter by letter, and returns the text that the page shows after each. */
  showLetters(markdown: string): Promise<string[]>;
  /**
   * Shows a text and the rest of it, and returns how many elements there are once the rest is written, and after each part
   * of what could not be shown at once.
   */
  countLate(markdown: string, rest: string, selector: string): Promise<number[]>;
  /** Shows a text in pieces of a length, and returns what was wrong with what was shown on the way. */
  watch(markdown: string, length: number): Promise<NodeFault[]>;
}

/** Opens the page in a browser of its own. */
export async function openJudgePage(): Promise<JudgePage> {
  const opened = await openScriptPage({ entryPoints: ['test/support/markdown/judgeInPage.ts'] });
  const { page } = opened;
  return {
    ...opened,
    async judgeAll(examples, arrival) {
      const given = examples.map(({ markdown, html }) => ({
        pieces: arrival === 'whole' ? [markdown] : markdown.split(''),
        html,
      }));
      const verdicts = await page.evaluate(
        (all) =>
          all.map(({ pieces, html }) => {
            try {
              return window.judgeMarkdown(pieces, html);
            } catch (error) {
              return { isRight: false, expected: '', shown: `threw ${String(error)}` };
            }
          }),
        given,
      );
      return examples.flatMap((example, index) => {
        const verdict = verdicts[index];
        return verdict ? [{ ...example, ...verdict }] : [];
      });
    },
    judgeNodes: (answer, html) => page.evaluate((pair) => window.judgeNodes(...pair), [answer, html] as const),
    watch: (markdown, length) => page.evaluate((pieces) => window.watchMarkdown(pieces), cutText(markdown, length)),
    countLate: (...given) => page.evaluate((all) => window.countLate(...all), given),
    showLetters: (markdown) => page.evaluate((text) => window.showLetters(text), markdown),
  };
}
