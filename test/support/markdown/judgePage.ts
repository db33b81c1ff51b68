import * as esbuild from 'esbuild';
import { launchBrowser } from '#test/support/browser.ts';
import type { Verdict } from './judge.ts';
import type { SpecExample } from './specExamples.ts';

/** The verdict on an example that was shown. */
export type JudgedExample = SpecExample & Verdict;

/** A page that shows examples as answers and judges what it shows. */
export interface JudgePage extends AsyncDisposable {
  /** Judges examples that arrive in one piece, or letter by letter. Half a pair of surrogates is a letter too. */
  judgeAll(examples: SpecExample[], arrival: 'whole' | 'letter by letter'): Promise<JudgedExample[]>;
  /** Judges what a renderer could have made, given as HTML. */
  judgeNodes(answer: string, html: string): Promise<Verdict>;
}

/** Opens the page in a browser of its own. */
export async function openJudgePage(): Promise<JudgePage> {
  const { outputFiles } = await esbuild.build({
    entryPoints: ['test/support/markdown/judgeInPage.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return {
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
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
