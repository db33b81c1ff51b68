import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { toPageHtml } from '#editor/panel/panelPage.ts';
import type { HostMessage, PageMessage, PanelSnapshot, RunSnapshot } from '#protocol/messages.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { bundlePage } from './bundlePage.ts';
import themes from './themes.json' with { type: 'json' };

export type Theme = keyof typeof themes;

const origin = 'http://localhost';

/** Less than what mocha allows a test, so that what fails says what it waited for. */
const waitTimeoutMs = 15_000;

/** VS Code's classes on the body of a webview, by theme. */
const bodyClasses: Record<Theme, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  highContrast: 'vscode-high-contrast',
  highContrastLight: 'vscode-high-contrast vscode-high-contrast-light',
};

export interface PanelOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  /** The state that VS Code kept for an earlier page. */
  state?: unknown;
  /** Fields of the snapshot that answers `ready`, besides those of every snapshot. */
  snapshot?: Partial<PanelSnapshot>;
  /** VS Code's display language; English by default. */
  language?: string;
  /** Other options of the window. */
  context?: BrowserContextOptions;
}

declare global {
  interface Window {
    fakeHost: {
      posted: PageMessage[];
      state: unknown;
      stateBytes: number;
      violations: string[];
      heard?: string[];
    };
  }
}

/** The panel's page in a browser, with VS Code's side played by the test. */
export class FakePanelHost {
  readonly page: Page;
  /** Requests of the page to the network, besides those for its own files. */
  readonly requests: string[] = [];
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** Sends messages of the host, in one turn of the page's event loop. */
  async send(...messages: HostMessage[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const message of all) window.dispatchEvent(new MessageEvent('message', { data: message }));
    }, messages);
  }

  /** Returns the messages that the page has posted since it loaded. */
  posted(): Promise<PageMessage[]> {
    return this.page.evaluate(() => window.fakeHost.posted);
  }

  /** Resolves with the first message of a type, as soon as the page posts it. */
  async waitFor<Type extends PageMessage['type']>(type: Type): Promise<Extract<PageMessage, { type: Type }>> {
    const handle = await this.page.waitForFunction(
      (wanted) => window.fakeHost.posted.find((message) => message.type === wanted),
      type,
    );
    const message = await handle.jsonValue();
    assert.ok(message && isOfType(message, type));
    return message;
  }

  /** Resolves with all messages of a type, once the page has posted at least `count` of them. */
  async waitForAll<Type extends PageMessage['type']>(
    type: Type,
    count: number,
  ): Promise<Extract<PageMessage, { type: Type }>[]> {
    await this.page.waitForFunction(
      ([wanted, least]) => window.fakeHost.posted.filter((message) => message.type === wanted).length >= least,
      [type, count] as const,
    );
    return (await this.posted()).filter((message) => isOfType(message, type));
  }

  /** Resolves when what `act` does has brought a text into the page, however soon it went away again. */
  async waitForBrief(text: string, act: () => Promise<void>): Promise<void> {
    const seen = await this.page.evaluateHandle((wanted) => {
      const found = { is: false };
      new MutationObserver((changes) => {
        found.is ||= changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.textContent === wanted));
      }).observe(document.body, { childList: true, subtree: true });
      return found;
    }, text);
    await act();
    await this.page.waitForFunction((found) => found.is, seen);
  }

  /** Stops the clock of the page, in milliseconds: what counts the time shows the same until it is set again. */
  async setTime(time: number): Promise<void> {
    await this.page.evaluate((stopped) => {
      Date.now = () => stopped;
    }, time);
  }

  /** Returns the state that the page has asked VS Code to keep. */
  state(): Promise<unknown> {
    return this.page.evaluate(() => window.fakeHost.state);
  }

  /** Resolves when two frames have been painted: what was sent before is shown. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
    );
  }

  /** Resolves when every block of code has its colors. All must be in view, and in a language that is known. */
  async waitForAllColors(): Promise<void> {
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('.answer code')].every((code) => code.querySelector('span')),
    );
  }

  /** Makes the window as large as this, and resolves when the page has adapted to it. */
  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.page.waitForFunction((size) => size.join() === `${innerWidth},${innerHeight}`, [width, height]);
    await this.settle();
  }

  /** Resolves when the first code in view has its colors. */
  async waitForColors(): Promise<void> {
    await this.page.locator('.answer pre [class^="code-"]').first().waitFor();
  }

  screenshot(name: string): Promise<unknown> {
    return this.page.screenshot({ path: `out/screenshots/panel-${name}.png`, animations: 'disabled' });
  }

  /** Changes the theme and takes a picture. */
  async screenshotIn(theme: Theme, name: string): Promise<void> {
    await this.setTheme(theme);
    await this.settle();
    await this.screenshot(name);
  }

  /** Changes the theme, as VS Code does it in a page that is open. */
  async setTheme(theme: Theme): Promise<void> {
    await this.page.evaluate(
      ([variables, classes]) => {
        document.documentElement.removeAttribute('style');
        for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
        document.body.className = classes;
      },
      [{ ...fonts, ...themes[theme] }, bodyClasses[theme]] as const,
    );
  }

  /** Throws if the page broke its policy, threw, or asked the network for anything. */
  async assertQuiet(): Promise<void> {
    const violations = await this.page.evaluate(() => window.fakeHost.violations);
    const faults = [...violations, ...this.errors, ...this.requests];
    if (faults.length > 0) throw new Error(`The page is not quiet: ${faults.join(', ')}`);
  }
}

let bundle: ReturnType<typeof bundlePage> | undefined;
let browser: Promise<Browser> | undefined;

/** Opens the page in a window of its own. */
export async function openPanel(options: PanelOptions = {}): Promise<FakePanelHost> {
  const { theme = 'dark', width = 640, height = 900, state, snapshot = {}, language = 'en' } = options;
  const { script, style, parts } = await (bundle ??= bundlePage());
  browser ??= launchBrowser();
  const context = await (await browser).newContext({ viewport: { width, height }, ...options.context });
  context.setDefaultTimeout(waitTimeoutMs);
  const page = await context.newPage();
  const host = new FakePanelHost(page);
  page.on('pageerror', (error) => host.errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && host.errors.push(message.text()));
  const html = toPageHtml({
    nonce: 'bm9uY2U=',
    scriptUri: `${origin}/panel.js`,
    styleUri: `${origin}/panel.css`,
    language,
  });
  const files: Record<string, [type: string, body: string]> = {
    [`${origin}/`]: ['text/html', html],
    [`${origin}/panel.js`]: ['text/javascript', script],
    [`${origin}/panel.css`]: ['text/css', style],
  };
  for (const [name, part] of Object.entries(parts)) files[`${origin}/${name}`] = ['text/javascript', part];
  await context.route('**', async (route) => {
    const url = route.request().url();
    const file = files[url];
    if (file) return route.fulfill({ contentType: file[0], body: file[1] });
    if (!url.endsWith('/favicon.ico')) host.requests.push(url);
    return route.abort();
  });
  await page.addInitScript((initial: unknown) => {
    window.fakeHost = { posted: [], state: initial, stateBytes: 0, violations: [] };
    document.addEventListener('securitypolicyviolation', (event) => {
      window.fakeHost.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
    Object.assign(window, {
      acquireVsCodeApi: () => ({
        postMessage: (message: PageMessage) => window.fakeHost.posted.push(message),
        getState: () => window.fakeHost.state,
        setState: (next: unknown) => {
          // As VS Code does it: the page's part of the bridge.
          const json = JSON.stringify(next);
          window.fakeHost.stateBytes += new TextEncoder().encode(json).length;
          window.fakeHost.state = JSON.parse(json);
        },
      }),
    });
  }, state);
  await page.goto(`${origin}/`);
  await host.setTheme(theme);
  await host.waitFor('ready');
  await host.send({ type: 'snapshot', runs: [], now: Date.now(), ...snapshot });
  await host.settle();
  return host;
}

/** Closes every page that is open: one that nobody looks at goes on painting what moves in it. */
export async function closePages(): Promise<void> {
  for (const context of (await browser)?.contexts() ?? []) await context.close();
}

/** Closes the browser. */
export async function closePanels(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** A finished run with its answer. */
export function makeRun(changes: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    ...makeRunHead({
      status: 'success',
      durationSeconds: 8.42,
      inputTokens: 1_204,
      outputTokens: 356,
      costUsd: 0.0089,
    }),
    text: 'An answer.',
    thinking: '',
    ...changes,
  };
}

const fonts = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
  '--vscode-editor-font-family': '"Droid Sans Mono", monospace',
  '--vscode-editor-font-size': '13px',
};

function isOfType<Type extends PageMessage['type']>(
  message: PageMessage,
  type: Type,
): message is Extract<PageMessage, { type: Type }> {
  return message.type === type;
}

/** The host's clock. */
export const now = () => Date.now();

/** Returns whether a message of the page is of a type. */
export const of = (type: PageMessage['type']) => (message: PageMessage) => message.type === type;

/** A run that waits, sent in the way the host sends it. */
export async function start(host: FakePanelHost, changes: Parameters<typeof makeRunHead>[0] = {}): Promise<void> {
  await host.send({ type: 'run', run: makeRunHead(changes), now: now() });
}
