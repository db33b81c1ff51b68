import assert from 'node:assert/strict';
import { LlmError } from '#llm/index.ts';
import { FakeProviderServer, shred, type Step } from '#test/fakes/fakeProviderServer.ts';
import { type FakeWire, fakeWires } from '#test/fakes/fakeWires.ts';
import { collect, type Outcome } from './collect.ts';
import { chatTranscripts } from '#test/llm/transcripts/chat.ts';
import { claudeTranscripts } from '#test/llm/transcripts/claude.ts';
import { geminiTranscripts } from '#test/llm/transcripts/gemini.ts';
import { gptTranscripts } from '#test/llm/transcripts/gpt.ts';
import { styles, toEvent, type Transcript } from '#test/llm/transcripts/transcript.ts';

const transcripts: Readonly<Record<string, readonly Transcript[]>> = {
  Claude: claudeTranscripts,
  Gpt: gptTranscripts,
  OpenAiCompatible: chatTranscripts,
  Gemini: geminiTranscripts,
};

for (const wire of fakeWires) {
  describe(`${wire.name} reads as it was meant`, () => {
    let server: FakeProviderServer;
    before(async () => {
      server = await FakeProviderServer.start();
    });
    after(() => server.stop());
    const read = (steps: Iterable<Step>): Promise<Outcome> => {
      server.say({ steps });
      return collect(wire.create(server.url));
    };

    for (const transcript of transcripts[wire.name] ?? []) {
      it(`${transcript.name}: in every style, in any pieces, cut at every border`, async function () {
        this.timeout(30_000).slow(5000);
        // A document in place of a stream has no events that could be written otherwise.
        const isStream = !/^[[{]/.test(toEvent(transcript.frames[0] ?? ''));
        for (const [style, write] of Object.entries(styles)) {
          if (isStream || style === 'as it came') await checkWhole(transcript, style, write(transcript.frames));
        }
        const stream = transcript.frames.map(toEvent).join('');
        await checkWhole(transcript, 'byte by byte', ...shred(stream, 1));
        for (const seed of [1, 2, 3])
          await checkWhole(transcript, `split with seed ${seed}`, ...shred(stream, 60, seed));
        for (let count = 0; count < transcript.frames.length; count += 1) await checkCut(transcript, count);
      });
    }

    it('is never taken in by a cut, wherever it is', async function () {
      this.timeout(30_000).slow(5000);
      const { frames, wholeAfter = frames.length } = transcripts[wire.name]?.[0] ?? { frames: [] };
      const bytes = Buffer.from(frames.map(toEvent).join(''));
      const wholeLength = Buffer.byteLength(frames.slice(0, wholeAfter).map(toEvent).join('').trimEnd());
      for (let length = 0; length <= bytes.length; length += 7) {
        const { finish, error, text } = await read([bytes.subarray(0, length)]);
        if (length >= wholeLength) assert.ok(finish, `${length} bytes`);
        else assert.equal(error?.partialText ?? '', text, `${length} bytes: ${finish?.reason}`);
      }
    });

    async function checkWhole(transcript: Transcript, delivery: string, ...steps: Step[]): Promise<void> {
      const outcome = await read(steps);
      try {
        check(outcome, transcript, wire);
      } catch (error) {
        throw new Error(`${delivery}: ${String(error)}`, { cause: error });
      }
    }

    async function checkCut(transcript: Transcript, count: number): Promise<void> {
      const { text, finish, error } = await read([transcript.frames.slice(0, count).map(toEvent).join('')]);
      const isWhole = count >= (transcript.wholeAfter ?? transcript.frames.length);
      const label = `cut after ${count} frames`;
      assert.ok((transcript.expected.text ?? '').startsWith(text), label);
      if (isWhole && !transcript.expected.kind) {
        assert.ok(finish, label);
        return;
      }
      assert.ok(error instanceof LlmError, `${label}: finish ${finish?.reason}`);
      assert.equal(error.partialText ?? '', text, label);
      if (!isWhole && count > 0) assert.equal(error.kind, 'network', label);
    }
  });
}

function check(outcome: Outcome, { expected }: Transcript, wire: FakeWire): void {
  const { text, thinking, finish, error } = outcome;
  assert.equal(text, expected.text ?? '');
  assert.equal(thinking, expected.thinking ?? '');
  if (expected.kind) {
    assert.ok(error, `finish ${finish?.reason} in place of ${expected.kind}`);
    assert.deepEqual([error.kind, error.provider, error.partialText ?? ''], [expected.kind, wire.provider, text]);
    if (expected.status) assert.equal(error.status, expected.status);
    if (expected.message) assert.match(error.message, expected.message);
    if (expected.retryable !== undefined) assert.equal(error.retryable, expected.retryable);
    return;
  }
  assert.ok(finish, `${error?.kind}: ${error?.message}`);
  assert.equal(finish.reason, expected.reason);
  if (expected.usage) assert.deepEqual(finish.usage, expected.usage === 'none' ? undefined : expected.usage);
  if (expected.model) assert.equal(finish.model, expected.model);
}
