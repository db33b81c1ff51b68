import assert from 'node:assert/strict';
import { FrameReader, WireFormatError } from '../../src/llm/frameReader.ts';

function read(pieces: Iterable<string>, options: { isEventStream?: boolean; maxFrameLength?: number } = {}) {
  const frames: unknown[] = [];
  let isDone = false;
  const reader = new FrameReader({
    isEventStream: true,
    maxFrameLength: 1_000_000,
    isRepeat: () => false,
    ...options,
    onFrame: (frame) => frames.push(frame),
    onDone: () => (isDone = true),
  });
  for (const piece of pieces) reader.feed(piece);
  reader.end();
  return { frames, isDone, reader };
}

describe('FrameReader', () => {
  const stream =
    '\r\n: hi\r\nevent: a\r\ndata: {"n":1}\r\n\r\ndata:{"n":\r\ndata:2}\r\n\r\nid: 7\r\ndata: {"n":"ü"}\r\n\r\ndata: [DONE]';

  it('reads the same frames wherever the text is cut in two or three', () => {
    const expected = [{ n: 1 }, { n: 2 }, { n: 'ü' }];
    for (let first = 0; first <= stream.length; first += 1) {
      for (let second = first; second <= stream.length; second += 7) {
        const pieces = [stream.slice(0, first), stream.slice(first, second), stream.slice(second)];
        const { frames, isDone } = read(pieces, { isEventStream: first % 2 === 0 });
        assert.deepEqual([frames, isDone], [expected, true]);
      }
    }
  });

  it('reads a JSON document in place of a stream, whatever the server calls it', () => {
    assert.deepEqual(read(Array.from('\n {"a":\n1}\n')).frames, [{ a: 1 }]);
    assert.deepEqual(read(['[{"a":1},', '{"a":2}]'], { isEventStream: false }).frames, [{ a: 1 }, { a: 2 }]);
  });

  it('knows a document that is cut off from one that is broken', () => {
    assert.deepEqual(
      ['{"a":', '{"a":"}', '{"a":"\\"}', '[{"a":1},', '[', 'data: {"a"', 'dat', ': hi'].map(
        (text) => read([text]).reader.isCutOff,
      ),
      Array.from({ length: 8 }, () => true),
    );
    for (const text of ['{"a":}', '{"a":1}}', '[{"a":}]']) assert.throws(() => read([text]), WireFormatError, text);
  });

  it('takes the elements out of an array as they arrive, wherever it is cut', () => {
    const text = '[{"a":"]}\\"{"}\n,\r\n{"b":[{"c":1}]},[{"d":1}], 7 ]\n';
    for (let longest = 1; longest < text.length; longest += 1) {
      const pieces = Array.from({ length: Math.ceil(text.length / longest) }, (_, index) =>
        text.slice(index * longest, (index + 1) * longest),
      );
      const { frames, reader } = read(pieces, { isEventStream: longest % 2 === 0 });
      assert.deepEqual(frames, [{ a: ']}"{' }, { b: [{ c: 1 }] }, { d: 1 }]);
      assert.equal(reader.isCutOff, false);
    }
    const cut = read(['[{"a":1},{"b"']);
    assert.deepEqual([cut.frames, cut.reader.isCutOff], [[{ a: 1 }], true]);
  });

  it('refuses a web page and anything else at once, without waiting for its end', () => {
    for (const text of ['<html>', 'Service Unavailable', 'datum: 1', 'events', '"text"']) {
      assert.throws(() => read([text], { isEventStream: false }), WireFormatError, text);
    }
    assert.throws(() => read(['  <!doctype html>']), WireFormatError);
  });

  it('ignores a frame that the end cuts in half, and refuses one that the server broke', () => {
    assert.deepEqual(read(['data: {"a":1}\n\ndata: {"a":']).frames, [{ a: 1 }]);
    assert.throws(() => read(['data: {"a":\n\ndata: {}\n\n']), WireFormatError);
  });

  it('lets an event that only keeps the connection open say what it likes', () => {
    for (const name of ['ping', 'heartbeat', 'keep-alive', 'keepalive']) {
      assert.deepEqual(read([`event: ${name}\ndata: ${name}\n\ndata: {"a":1}\n\n`]).frames, [{ a: 1 }]);
    }
    assert.throws(() => read(['event: tomorrow\ndata: ping\n\ndata: {"a":1}\n\n']), WireFormatError);
  });

  it('takes the text of an error event that is not JSON', () => {
    assert.deepEqual(read(['event: error\ndata: Upstream died\n\n']).frames, [{ error: { message: 'Upstream died' } }]);
  });

  it('takes for an error what the event calls one, with or without an error inside', () => {
    const read1 = (data: string) => read([`data: ${data}\nevent: error\n\n`]).frames[0];
    assert.deepEqual(read1('{"error":{"message":"No."}}'), { error: { message: 'No.' } });
    assert.deepEqual(read1('{"message":"No."}'), { message: 'No.', error: { message: 'No.' } });
    assert.deepEqual(read1('"No."'), { error: { message: 'No.' } });
    assert.deepEqual(read1('{}'), { error: { type: 'error' } });
    assert.deepEqual(read1('{"error":{}}'), { error: { type: 'error' } });
    const beside = { code: 'x', message: 'No.' };
    assert.deepEqual(read1(JSON.stringify({ ...beside, error: null })), { ...beside, error: beside });
  });

  it('finds an error in a field of its own, as llama.cpp sent it', () => {
    const { frames, reader } = read(Array.from('data: {"a":1}\n\nerror: {"code":500,"message":"No."}\n\n'));
    reader.readUnframedError();
    assert.deepEqual(frames[1], { code: 500, message: 'No.', error: { code: 500, message: 'No.' } });
  });

  it('finds an error that was written into the stream without a frame', () => {
    const { frames, reader } = read(['data: {"a":1}\n\n', '{\n  "error": {\n    "code": 503\n  }\n}\n']);
    reader.readUnframedError();
    assert.deepEqual(frames, [{ a: 1 }, { error: { code: 503 } }]);
  });

  it('is not kept busy by a server that sends what looks like the beginning of many errors', () => {
    for (const line of ['[\n', '{"a":\n']) {
      const { frames, reader } = read(['data: {"a":1}\n\n', line.repeat(30_000 / line.length), '{"error":{}}\n']);
      reader.readUnframedError();
      assert.deepEqual(frames, [{ a: 1 }, { error: {} }]);
    }
  });

  it('holds no white space that comes before everything else', () => {
    const spaces = ' '.repeat(100_000);
    const pieces = Array.from({ length: 200 }, () => spaces);
    assert.deepEqual(read([...pieces, '{"a":1}'], { maxFrameLength: 1000 }).frames, [{ a: 1 }]);
  });

  it('holds no more than it may', () => {
    const limits = { maxFrameLength: 1000 };
    assert.throws(() => read(['data: ', ...Array.from({ length: 30 }, () => 'x'.repeat(50))], limits), WireFormatError);
    assert.throws(
      () =>
        read(
          Array.from({ length: 30 }, () => `data: ${'x'.repeat(50)}\n`),
          limits,
        ),
      WireFormatError,
    );
    assert.throws(() => read(['{"a":"', 'x'.repeat(1000)], limits), WireFormatError);
    assert.equal(
      read(
        Array.from({ length: 300 }, () => 'data: {"a":1}\n\n'),
        limits,
      ).frames.length,
      300,
    );
  });

  it('knows an empty body', () => {
    assert.equal(read([' \n']).reader.isEmpty, true);
    assert.equal(read([': comment\n\n']).reader.isEmpty, false);
  });
});
