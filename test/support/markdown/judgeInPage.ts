import { MarkdownStream } from '#media/markdown/markdownStream.ts';
import { judge, type Verdict } from './judge.ts';
import { type NodeFault, watchNodes } from './watchNodes.ts';

declare global {
  interface Window {
    judgeMarkdown(pieces: string[], html: string): Verdict;
    judgeNodes(answer: string, html: string): Verdict;
    watchMarkdown(pieces: string[]): NodeFault[];
    showLetters(markdown: string): string[];
    countLate(markdown: string, rest: string, selector: string): number[];
  }
}

// The script of the page that `openJudgePage` opens.
window.judgeMarkdown = (pieces, html) => {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  for (const piece of pieces) stream.write(piece);
  stream.end();
  return judge(root, html);
};
window.judgeNodes = (answer, html) => judge(new DOMParser().parseFromString(answer, 'text/html').body, html);
window.watchMarkdown = watchNodes;
window.showLetters = (markdown) => {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  return markdown.split('').map((letter) => {
    stream.write(letter);
    return root.textContent;
  });
};
window.countLate = (markdown, rest, selector) => {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  const count = () => root.querySelectorAll(selector).length;
  stream.write(markdown);
  stream.write(rest);
  const counts = [count()];
  while (stream.catchUp()) counts.push(count());
  return [...counts, count()];
};
