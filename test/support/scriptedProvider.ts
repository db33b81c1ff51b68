import { createServer, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { toPrompt } from '#scripts/simulated/simulatedAnswer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';
import { waitUntil } from './waitUntil.ts';

/** A question to the provider: the model, and the text of the last turn. */
export interface Question {
  model: string;
  prompt: string;
}

/** An answer of the provider. An answer that is held stays open for {@link HeldAnswer}. */
export interface ScriptedAnswer {
  text?: string;
  thinking?: string;
  /** Refuses with this status. */
  status?: number;
  isHeld?: boolean;
}

/** An answer that goes on when the test says so. */
export interface HeldAnswer {
  say(text: string): void;
  end(): void;
  /** Returns whether the client has closed the connection before the end. */
  isAborted(): boolean;
}

/** A provider on loopback that speaks Chat Completions and says what a test wants it to. */
export interface ScriptedProvider extends AsyncDisposable {
  /** With its `/v1`. */
  baseUrl: string;
  /** Waits for the newest held answer to a question that holds `words`, of this model if one is given. */
  waitForHeld(words: string, model?: string): Promise<HeldAnswer>;
}

/** Starts a {@link ScriptedProvider}. */
export async function startScriptedProvider(answer: (question: Question) => ScriptedAnswer): Promise<ScriptedProvider> {
  const held: (Question & { answer: HeldAnswer })[] = [];
  const server = createServer((incoming, outgoing) => {
    void readText(incoming).then((raw) => {
      const body: { model?: unknown } = raw.startsWith('{') ? JSON.parse(raw) : {};
      const question = { model: String(body.model), prompt: toPrompt('chat', body) };
      const { text = '', thinking = '', status = 200, isHeld = false } = answer(question);
      if (status !== 200) {
        outgoing.writeHead(status, { 'content-type': 'application/json' }).end(chat.error(status, 'Scripted.'));
        return;
      }
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write(chat.opening);
      if (thinking !== '') outgoing.write(chat.thinking(thinking));
      const open = openAnswer(outgoing);
      if (text !== '') open.say(text);
      if (isHeld) held.push({ ...question, answer: open });
      else open.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server is not listening.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    async waitForHeld(words, model) {
      const isMeant = (question: Question) =>
        question.prompt.includes(words) && (model === undefined || question.model === model);
      return (await waitUntil(`an answer to "${words}" to be held`, async () => held.findLast(isMeant))).answer;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chat = fakeWires.find(({ provider }) => provider === 'openai-compatible') ?? fakeWires[0]!;

function openAnswer(outgoing: ServerResponse): HeldAnswer {
  return {
    say: (text) => void outgoing.write(chat.text(text)),
    end: () => void outgoing.end(chat.closing('')),
    isAborted: () => outgoing.destroyed && !outgoing.writableFinished,
  };
}
