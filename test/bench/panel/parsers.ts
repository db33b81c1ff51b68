// Compares the Markdown parsers that the panel could use: `node test/bench/panel/parsers.ts`. It is not part of
// `npm run bench`: what it measures does not change with the product. Takes some minutes.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { runMain } from '#scripts/setupError.ts';
import { installPeers } from '#test/bench/peersInstall.ts';
import { median } from '#test/bench/statistics.ts';
import { makeLongAnswer } from './longAnswer.ts';
import { makeLargeBlocks } from './largeBlocks.ts';

/** A parser as `test/bench/peers/parsers.mjs` wraps it. */
interface Parser {
  parse(text: string): unknown;
  lastBlock?(parsed: unknown, text: string): number;
  resume?(text: string, previous: unknown): unknown;
  toHtml(text: string): string;
}

interface Peers {
  candidates: { name: string; source: string; gfm: Parser; commonMark: Parser }[];
  judge(toHtml: (markdown: string) => string): { count: number; failed: number[] };
}

const peersFolder = new URL('../peers/', import.meta.url);

/** Characters that arrive between two parses. */
const stepLength = 1_300;

/** Time after which a stream is given up. */
const maxStreamMs = 20_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
  const rounds = Number(values.rounds);
  installPeers();
  // Written so that no tool looks for it: the peers need not be installed.
  const peers: Peers = await import(new URL('parsers.mjs', peersFolder).href);
  const { candidates } = peers;
  const small = makeLongAnswer(200_000);
  const large = makeLongAnswer(1_000_000);
  for (const { gfm } of candidates) parseInSteps(gfm, small); // Compiled before anything is timed.
  const rows = [['', ...candidates.map(({ name }) => name)]];
  const sizes = await Promise.all(candidates.map(({ source }) => measureBundle(source)));
  rows.push(['bundle, minified', ...sizes.map((bytes) => `${(bytes / 1000).toFixed(1)} KB`)]);
  const once = (text: string) => candidates.map(({ gfm }) => time(rounds, () => gfm.parse(text)));
  const stream = (text: string, count: number) => candidates.map(({ gfm }) => timeStream(gfm, text, count));
  const smallOnce = once(small);
  rows.push(['200 KB once', ...smallOnce.map(toMs)]);
  rows.push(['1 MB once', ...once(large).map(toMs)]);
  rows.push(['200 KB in steps', ...stream(small, rounds).map((ms, index) => toCell(ms, smallOnce[index]))]);
  for (const { name, text } of makeLargeBlocks()) {
    const blockOnce = candidates.map(({ gfm }) => time(1, () => gfm.parse(text)));
    rows.push([`${name} once`, ...blockOnce.map(toMs)]);
    rows.push([`${name} in steps`, ...stream(text, 1).map((ms, index) => toCell(ms, blockOnce[index]))]);
  }
  for (const kind of ['commonMark', 'gfm'] as const) {
    const judged = candidates.map((candidate) => peers.judge((markdown) => candidate[kind].toHtml(markdown)));
    rows.push([
      kind === 'gfm' ? 'the same, with GFM on' : 'CommonMark 0.31.2',
      ...judged.map(({ count, failed }) => `${count - failed.length} of ${count}`),
    ]);
    rows.push(['  not so', ...judged.map(({ failed }) => failed.join(' '))]);
  }
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

async function measureBundle(source: string): Promise<number> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: source, resolveDir: fileURLToPath(peersFolder) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'chrome128',
    legalComments: 'none',
  });
  return outputFiles[0]?.contents.length ?? 0;
}

function time(rounds: number, action: () => unknown): number {
  return median(
    Array.from({ length: rounds }, () => {
      const startedAt = performance.now();
      action();
      return performance.now() - startedAt;
    }),
  );
}

/** Returns the time that a stream takes, or the part of it that was parsed in `maxStreamMs`. */
function timeStream(parser: Parser, text: string, rounds: number): number | { doneShare: number } {
  const results: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const doneShare = parseInSteps(parser, text);
    if (doneShare < 1) return { doneShare };
    results.push(performance.now() - startedAt);
  }
  return median(results);
}

/** Parses a text as it grows: from the start of the last block, or by what the parser kept. Returns the part done. */
function parseInSteps(parser: Parser, text: string): number {
  const startedAt = performance.now();
  let kept: unknown;
  let start = 0;
  for (let end = stepLength; end < text.length + stepLength; end += stepLength) {
    if (parser.resume) kept = parser.resume(text.slice(0, end), kept);
    else {
      const open = text.slice(start, end);
      start += parser.lastBlock?.(parser.parse(open), open) ?? 0;
    }
    if (performance.now() - startedAt > maxStreamMs) return Math.min(end, text.length) / text.length;
  }
  return 1;
}

function toMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

function toCell(result: number | { doneShare: number }, once = 1): string {
  return typeof result === 'number'
    ? `${toMs(result)} (${(result / once).toFixed(2)} x)`
    : `> ${maxStreamMs / 1000} s at ${Math.round(result.doneShare * 100)} %`;
}

await runMain(main);
