import { type Measure, toMilliseconds } from '#test/bench/measures.ts';
import { median } from '#test/bench/statistics.ts';
import type { Streamed } from './panelStreams.ts';

/** Scripting while an answer streams, over scripting where it comes at once: what must hold, and what is aimed at. */
const maxRatio = 2;
const wantedRatio = 1.5;

const maxDroppedShare = 0.02;
const maxTaskMs = 50;

/** Runs of a stream, and of what it is compared with. */
export interface StreamRuns {
  /** The stream, in one run or several. */
  streamed: readonly Streamed[];
  /** The same answer given to the same page at once. */
  atOnce: readonly Streamed[];
  /** The stream in a page that shows nothing. */
  player: Streamed;
}

/** Computes the time that scripts take to show an answer, without what it takes to play and watch it. */
export function toScripting(streamed: readonly Streamed[], player?: Streamed): number {
  return median(streamed.map(({ scriptMs }) => scriptMs)) - (player?.scriptMs ?? 0);
}

/** Describes a stream: its scripting, its longest task and its frames. */
export function toStreamMeasures(name: string, { streamed, atOnce, player }: StreamRuns): Measure[] {
  const script = toScripting(streamed, player);
  const reference = toScripting(atOnce);
  const ratio = script / reference;
  const dropped = median(streamed.map(({ droppedFrames, expectedFrames }) => droppedFrames / expectedFrames));
  return [
    {
      name: `scripting, ${name}`,
      ours: toMilliseconds(script),
      reference: `${toMilliseconds(reference)} at once`,
      comparison: toRatio(ratio),
      goal: { text: `<= ${maxRatio} x (wanted: ${wantedRatio} x)`, isMet: ratio <= maxRatio },
    },
    toLongestTask(median(streamed.map(({ longestTaskMs }) => longestTaskMs)), {
      reference: `${toMilliseconds(median(atOnce.map(({ longestTaskMs }) => longestTaskMs)))} at once`,
    }),
    {
      name: '  frames dropped',
      ours: streamed.map(toDropped).join(', '),
      reference: `${toDropped(player)} where nothing is shown`,
      goal: { text: `<= ${maxDroppedShare * 100} %`, isMet: dropped <= maxDroppedShare },
    },
  ];
}

/** Describes the longest task, of those over 50 ms. */
export function toLongestTask(
  longestTaskMs: number,
  { name = '  longest task over 50 ms', reference }: { name?: string; reference?: string } = {},
): Measure {
  return {
    name,
    ours: longestTaskMs === 0 ? 'none' : toMilliseconds(longestTaskMs),
    reference,
    goal: { text: 'none', isMet: longestTaskMs <= maxTaskMs },
  };
}

/** Compares our scripting with that of another renderer, where nothing is demanded. */
export function toComparison(name: string, ours: number, other: number): Measure {
  return {
    name: `  against ${name}`,
    ours: toMilliseconds(ours),
    reference: toMilliseconds(other),
    comparison: toRatio(ours / other),
  };
}

/** A ratio, to a hundredth. */
export function toRatio(value: number): string {
  return `${value.toFixed(2)} x`;
}

/** The frames that did not come, of those that should have. */
export function toDropped({ droppedFrames, expectedFrames }: Streamed): string {
  return `${droppedFrames} of ${expectedFrames}`;
}
