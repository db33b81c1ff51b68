import assert from 'node:assert/strict';
import type { LlmConfig } from '#llm/index.ts';
import { FakeProviderServer, reset, type Script, stall, type Step } from '#test/fakes/fakeProviderServer.ts';
import { type FakeWire, fakeWires } from '#test/fakes/fakeWires.ts';
import { collect, type Outcome } from './collect.ts';

const wireOf = (name: string): FakeWire => {
  const wire = fakeWires.find((one) => one.name === name);
  assert.ok(wire);
  return wire;
};
const [claude, gpt] = [wireOf('Claude'), wireOf('Gpt')];
const [chat, gemini] = [wireOf('OpenAiCompatible'), wireOf('Gemini')];

const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (fields: object, reason: string | null = null, more: object = {}): string =>
  data({ choices: [{ index: 0, delta: fields, finish_reason: reason }], ...more });
const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const done = 'data: [DONE]\n\n';
const candidate = (parts: object[], finishReason?: string): string =>
  data({
    candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 20 },
  });
const code = [{ executableCode: { code: '1' } }, { codeExecutionResult: { output: '1' } }];

/** Longer than a gap between two pieces of an answer, as a rule. */
const silence = { pauseMs: 2200 };

/** Longer than what may trail behind such an answer even with its usage. */
const longSilence = { pauseMs: 5300 };

async function read(
  wire: FakeWire,
  steps: Step[],
  config: Partial<LlmConfig> = {},
  headers: Record<string, string> = {},
): Promise<Outcome> {
  const server = await FakeProviderServer.start();
  const script: Script = { steps, headers };
  server.say(script);
  try {
    return await collect(wire.create(server.url, config));
  } finally {
    await server.stop();
  }
}

describe('an answer whose server is silent for a while and goes on', () => {
  const answers: Record<string, { wire: FakeWire; steps: Step[]; text: string }> = {
    'a stop after thoughts': {
      wire: chat,
      steps: [delta({ reasoning_content: 'Hm' }), delta({}, 'stop'), silence, delta({ content: 'A' }, 'stop'), done],
      text: 'A',
    },
    'a stop before everything else': {
      wire: chat,
      steps: [delta({ content: '' }, 'stop'), silence, delta({ content: 'A' }), delta({}, 'stop'), done],
      text: 'A',
    },
    'a stop after text': {
      wire: chat,
      steps: [delta({ content: 'A' }, 'stop'), silence, delta({ content: 'B' }), delta({}, 'stop'), done],
      text: 'AB',
    },
    'a stop in each chunk': {
      wire: chat,
      steps: [
        delta({ content: 'A' }, 'stop'),
        delta({ content: 'B' }, 'stop'),
        silence,
        delta({ content: 'C' }, 'stop'),
      ],
      text: 'ABC',
    },
    'a stop and usage in each chunk': {
      wire: chat,
      steps: [
        delta({ content: 'A' }, 'stop', { usage }),
        delta({ content: 'B' }, 'stop', { usage }),
        silence,
        delta({ content: 'C' }, 'stop', { usage }),
        done,
      ],
      text: 'ABC',
    },
    'a stop with usage after thoughts': {
      wire: chat,
      steps: [delta({ reasoning: 'Hm' }), delta({}, 'stop', { usage }), silence, delta({ content: 'A' }, 'stop'), done],
      text: 'A',
    },
    'a stop and usage after thoughts': {
      wire: chat,
      steps: [
        delta({ reasoning: 'Hm' }, 'stop'),
        data({ choices: [], usage }),
        longSilence,
        delta({ content: 'A' }, 'stop'),
        done,
      ],
      text: 'A',
    },
    'the usage of a step': {
      wire: chat,
      steps: [
        delta({ content: 'A' }, 'stop'),
        data({ choices: [], usage }),
        silence,
        delta({ content: 'B' }, 'stop'),
        done,
      ],
      text: 'AB',
    },
    'a call of a tool that the gateway runs': {
      wire: chat,
      steps: [
        delta({ tool_calls: [{ index: 0, function: { name: 'f' } }] }, 'tool_calls'),
        silence,
        delta({ content: 'A' }),
        delta({}, 'stop'),
        done,
      ],
      text: 'A',
    },
    'a limit that is said before the text': {
      wire: chat,
      steps: [delta({ content: 'A' }, 'length'), silence, delta({ content: 'B' }, 'length'), done],
      text: 'AB',
    },
    'reasons that are the word for none': {
      wire: chat,
      steps: [
        delta({ content: 'A' }, 'null'),
        delta({ content: 'B' }, 'None'),
        silence,
        delta({ content: 'C' }, 'stop'),
        done,
      ],
      text: 'ABC',
    },
    'STOP in the only chunk so far': {
      wire: gemini,
      steps: [candidate([{ text: 'A' }], 'STOP'), silence, candidate([{ text: 'B' }], 'STOP')],
      text: 'AB',
    },
    'STOP in each chunk': {
      wire: gemini,
      steps: [
        candidate([{ text: 'A' }], 'STOP'),
        candidate([{ text: 'B' }], 'STOP'),
        silence,
        candidate([{ text: 'C' }], 'STOP'),
      ],
      text: 'ABC',
    },
    'STOP after thoughts': {
      wire: gemini,
      steps: [candidate([{ text: 'Hm', thought: true }], 'STOP'), silence, candidate([{ text: 'A' }], 'STOP')],
      text: 'A',
    },
    'STOP after the result of code': {
      wire: gemini,
      steps: [candidate([{ text: 'A\n\n' }, ...code], 'STOP'), silence, candidate([{ text: 'B' }], 'STOP')],
      text: 'A\n\nB',
    },
    'a stop reason before message_stop': {
      wire: claude,
      steps: [
        claude.opening + claude.text('A'),
        'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}\n\n',
        silence,
        claude.text('B') + claude.closing(''),
      ],
      text: 'AB',
    },
    'the end of one message of several': {
      wire: gpt,
      steps: [
        gpt.opening + gpt.text('A'),
        'data: {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"A"}\n\n',
        silence,
        gpt.text('B') + gpt.closing('AB'),
      ],
      text: 'AB',
    },
  };

  it('is read to its end, whatever stood before', async function () {
    this.timeout(20_000).slow(15_000);
    const results = await Promise.all(Object.values(answers).map(({ wire, steps }) => read(wire, steps)));
    const outcomes = Object.keys(answers).map((name, index) => [
      name,
      results[index]?.text,
      results[index]?.error?.message ?? results[index]?.finish?.end,
    ]);
    assert.deepEqual(
      outcomes,
      Object.entries(answers).map(([name, { text }]) => [name, text, undefined]),
    );
  });
});

describe('an answer that the server does not close', () => {
  it('is ended by us, which its finish says, where only silence tells that it is whole', async () => {
    const stop = delta({ content: 'A' }, 'stop');
    const open: Record<string, [FakeWire, Step[]]> = {
      'a stop': [chat, [stop, stall]],
      'stops in each chunk': [chat, [stop, delta({ content: 'B' }, 'stop'), stall]],
      'a stop, then comments for ever': [
        chat,
        [stop, ...Array.from({ length: 60 }, () => [': ping\n\n', { pauseMs: 20 }]).flat(), stall],
      ],
      STOP: [gemini, [candidate([{ text: 'A' }], 'STOP'), stall]],
    };
    for (const [name, [wire, steps]] of Object.entries(open)) {
      const { finish } = await read(wire, steps, { timeoutMs: 200 });
      assert.deepEqual([name, finish?.reason, finish?.end?.assumed], [name, 'stop', 'silence']);
    }
  });

  it('says nothing of it where the wire has told the end', async () => {
    const [message, response] = [claude, gpt].map((wire) => wire.opening + wire.text('A') + wire.closing('A'));
    const closed: [FakeWire, Step[]][] = [
      [claude, [message ?? '', stall]],
      [gpt, [response ?? '', stall]],
      [chat, [delta({ content: 'A' }, 'stop'), done, stall]],
      [chat, [delta({ content: 'A' }, 'stop'), data({ choices: [], usage }), reset]],
    ];
    for (const [wire, steps] of closed) {
      const { finish } = await read(wire, steps, { timeoutMs: 3000 });
      assert.deepEqual([finish?.reason, finish?.end], ['stop', undefined]);
    }
  });

  it('has not come where the model has stopped before any text', async () => {
    const { error } = await read(chat, [delta({ reasoning: 'Hm' }), delta({}, 'stop'), stall], { timeoutMs: 100 });
    assert.equal(error?.kind, 'timeout');
  });

  it('is cut off where text followed the stop, and no second stop', async () => {
    const steps = [delta({ content: '' }, 'stop'), delta({ content: 'Half of' })];
    const { error } = await read(chat, steps);
    assert.deepEqual([error?.kind, error?.partialText], ['network', 'Half of']);
    assert.equal((await read(chat, [...steps, done])).finish?.reason, 'stop', 'but not behind [DONE]');
    assert.equal((await read(chat, [...steps, data({ choices: [], usage })])).finish?.reason, 'stop', 'nor with usage');
  });

  it('is cut off where its connection breaks, if each chunk had a stop', async () => {
    const chunks: Step[] = [
      candidate([{ text: 'A' }], 'STOP'),
      candidate([{ text: 'B' }], 'STOP'),
      { pauseMs: 20 },
      reset,
    ];
    assert.equal((await read(gemini, chunks)).error?.kind, 'network');
  });

  it('says that its connection broke behind the only stop', async () => {
    const { finish } = await read(gemini, [candidate([{ text: 'A' }], 'STOP'), { pauseMs: 20 }, reset]);
    assert.deepEqual([finish?.reason, finish?.end?.assumed], ['stop', 'disconnect']);
  });

  it('takes an error behind a stop before any text for the error that it is', async () => {
    for (const steps of [[delta({ content: '' }, 'stop')], [delta({ reasoning: 'Hm' }), delta({}, 'stop')]]) {
      assert.equal((await read(chat, [...steps, chat.overloaded])).error?.kind, 'overloaded');
    }
  });
});

describe('a whole answer in place of a stream', () => {
  const whole = JSON.stringify({
    choices: [{ index: 0, message: { content: 'A' }, finish_reason: 'stop' }],
  });

  it('is read whatever stands behind it', async () => {
    for (const behind of [
      '',
      '\n\ndata: [DONE]\n\n',
      'data: [DONE]',
      '\n[DONE]',
      '\n: ping\n\n',
      '}',
      '<html>',
      '\nnonsense',
    ]) {
      for (const type of ['application/json', 'text/event-stream', 'text/plain']) {
        const { text, finish, error } = await read(chat, [whole + behind], {}, { 'content-type': type });
        assert.deepEqual([text, finish?.reason, error?.message], ['A', 'stop', undefined], `${type}, ${behind}`);
      }
    }
  });

  it('is read on each wire with the mark of the end behind it', async () => {
    for (const wire of fakeWires) {
      const { text, finish } = await read(wire, [`${wire.document('A')}\n\ndata: [DONE]\n\n`]);
      assert.deepEqual([text, finish?.reason], ['A', 'stop'], wire.name);
    }
  });

  it('is cut off where its JSON is, and so are lines of which one is missing', async () => {
    assert.equal((await read(chat, [whole.slice(0, -3)])).error?.kind, 'network');
    const line = JSON.stringify({ choices: [{ index: 0, delta: { content: 'A' } }] });
    const cut = await read(chat, [`${line}\n${line}\n`]);
    assert.deepEqual([cut.error?.kind, cut.error?.partialText], ['network', 'AA']);
  });

  it('may come behind comments', async () => {
    assert.equal((await read(chat, [': PROCESSING\n\n', whole])).text, 'A');
  });
});

describe('an end with a reason of its own', () => {
  const endOf = async (wire: FakeWire, ...steps: string[]) => (await read(wire, steps)).finish;

  it("tells the provider's word for it, and what is known of that", async () => {
    const retryable = { isRetryable: true };
    const words: Record<string, object> = {
      MALFORMED_FUNCTION_CALL: { ...retryable, isBroken: true },
      UNEXPECTED_TOOL_CALL: { ...retryable, isBroken: true },
      MALFORMED_RESPONSE: { ...retryable, isBroken: true },
      OTHER: retryable,
      INVENTED: retryable,
    };
    for (const [word, more] of Object.entries(words)) {
      const finish = await endOf(gemini, data({ candidates: [{ content: { role: 'model' }, finishReason: word }] }));
      assert.deepEqual([finish?.reason, finish?.end], ['other', { word, ...more }]);
    }
    assert.deepEqual((await endOf(chat, delta({ content: 'A' }, 'invented')))?.end, { word: 'invented' });
    assert.deepEqual((await endOf(chat, delta({}, 'malformed_function_call')))?.end?.isBroken, true);
    const paused = claude.opening + claude.text('A') + claude.closing('').replace('end_turn', 'pause_turn');
    assert.deepEqual((await endOf(claude, paused))?.end, { word: 'pause_turn' });
    const response = { status: 'incomplete', incomplete_details: { reason: 'invented' }, output: [] };
    const incomplete = data({ type: 'response.incomplete', response });
    assert.deepEqual((await endOf(gpt, gpt.opening + incomplete))?.end, { word: 'invented' });
  });

  it('is worth another try where Gemini stops without a word, and plain where it stops with one', async () => {
    assert.deepEqual((await endOf(gemini, candidate([], 'STOP')))?.end, { isRetryable: true });
    for (const word of ['STOP', 'stop']) {
      const finish = await endOf(gemini, candidate([{ text: 'A' }], word));
      assert.deepEqual([finish?.reason, finish?.end], ['stop', undefined]);
    }
  });

  it('has no word without end', async () => {
    const finish = await endOf(chat, delta({ content: 'A' }, 'x'.repeat(100_000)));
    assert.equal(finish?.end?.word?.length, 200);
  });
});
