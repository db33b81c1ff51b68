import assert from 'node:assert/strict';
import { toOpenableHref } from '#common/text/links.ts';
import { toFileReference } from '#common/text/fileReference.ts';
import type { PageMessage } from '#protocol/messages.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import type { HostileAnswer } from '#test/support/hostile/hostileAnswers.ts';
import { type FakePanelHost, openPanel } from '#test/panel/harness.ts';

/** The effects of an answer on the page. */
interface Outcome {
  hacked: boolean;
  /** Elements and attributes that only HTML of the answer could have brought. */
  strange: string[];
  depth: number;
  url: string;
  /** Messages from the page to the host when every link is clicked. */
  asked: PageMessage[];
  text: string;
}

/** The panel's page, which is shown answers that want something of it. */
export class HostilePage {
  readonly host: FakePanelHost;
  #dialogs = 0;
  #count = 0;

  private constructor(host: FakePanelHost) {
    this.host = host;
    host.page.on('dialog', (dialog) => {
      this.#dialogs += 1;
      void dialog.dismiss();
    });
  }

  static async open(): Promise<HostilePage> {
    return new HostilePage(await openPanel());
  }

  /** Streams an answer as a run of its own, in two pieces, and waits until all of it is shown. */
  async show({ markdown }: HostileAnswer): Promise<Outcome> {
    this.#count += 1;
    const ids = { runId: `run-${this.#count}`, threadId: `thread-${this.#count}` };
    const head = makeRunHead(ids);
    const middle = Math.floor(markdown.length / 2);
    await this.host.send(
      { type: 'run', run: head, now: Date.now() },
      { type: 'select', threadId: ids.threadId },
      { type: 'delta', runId: ids.runId, text: markdown.slice(0, middle), thinking: markdown.slice(0, 500) },
      { type: 'delta', runId: ids.runId, text: `${markdown.slice(middle)}\n\n` },
      { type: 'run', run: { ...head, status: 'success' }, now: Date.now() },
    );
    // An answer of its own shows that the one before it is complete, and that the page still answers.
    return this.host.page.evaluate(async (runId) => {
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const answer = document.querySelector(`[data-run-id="${runId}"] .answer`);
      const lengthOf = () => answer?.textContent.length ?? 0;
      for (let length = -1; length !== lengthOf();) {
        length = lengthOf();
        for (let frame = 0; frame < 3; frame += 1) await nextFrame();
      }
      const before = window.fakeHost.posted.length;
      for (const link of [...(answer?.querySelectorAll('a') ?? [])].slice(0, 50)) link.click();
      const all = [...(answer?.querySelectorAll('*') ?? [])];
      const names =
        /^(a|blockquote|br|button|code|div|em|h[3-6]|hr|li|math|mi|mn|mo|mrow|msup|ol|p|path|pre|s|span|strong|sup|svg|table|tbody|td|th|thead|tr|ul)$/;
      const attributes =
        /^(aria-[a-z]+|class|data-(address|path|line|language|copy-code|[a-z-]+)|dir|role|start|tabindex|title|type|viewBox|d|fill|hidden|style)$/;
      const mathNames =
        /^(math|m(enclose|error|frac|i|multiscripts|n|o|over|padded|phantom|prescripts|root|row|s|space|sqrt|style|sub|subsup|sup|table|td|text|tr|under|underover)|semantics|annotation)$/;
      const mathAttributes =
        /^(accent|accentunder|class|column(align|lines|spacing)|columnspan|depth|dir|display|displaystyle|encoding|fence|form|frame|height|largeop|linethickness|lspace|math(background|color|variant)|maxsize|minsize|movablelimits|notation|row(align|lines|spacing|span)|rspace|scriptlevel|separator|stretchy|style|symmetric|voffset|width|xmlns)$/;
      const isMath = (each: Element) => each.namespaceURI === 'http://www.w3.org/1998/Math/MathML';
      let depth = 0;
      for (const each of all.slice(0, 20_000)) {
        let own = 0;
        for (let node: Element | null = each; node && node !== answer; node = node.parentElement) own += 1;
        depth = Math.max(depth, own);
      }
      return {
        hacked: 'hacked' in window,
        strange: all.flatMap((each) => [
          ...((isMath(each) ? mathNames : names).test(each.localName) ? [] : [each.localName]),
          ...each.getAttributeNames().filter((name) => !(isMath(each) ? mathAttributes : attributes).test(name)),
        ]),
        depth,
        url: location.href,
        asked: window.fakeHost.posted.slice(before),
        text: answer?.textContent ?? '',
      };
    }, ids.runId);
  }

  assertHarmless(outcome: Outcome): void {
    assert.equal(outcome.hacked, false, 'no script ran');
    assert.deepEqual(outcome.strange, [], 'only elements that the renderer knows');
    assert.equal(outcome.url, 'http://localhost/', 'no navigation');
    assert.equal(this.#dialogs, 0, 'no dialog');
    assert.ok(outcome.depth < 64, `${outcome.depth} deep`);
    for (const message of outcome.asked) {
      if (message.type === 'openLink') assert.equal(toOpenableHref(message.href), message.href);
      else assert.ok(message.type === 'openFile' && toFileReference(message.path, { isLink: true }), message.type);
    }
  }
}
