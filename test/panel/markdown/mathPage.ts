import * as esbuild from 'esbuild';
import { pageImports } from '#scripts/pageParts.ts';
import { toPageHtml } from '#editor/panel/panelPage.ts';
import { FakePanelHost, type Theme } from '#test/panel/harness.ts';
import { launchBrowser } from '#test/support/browser.ts';

declare global {
  interface Window {
    renderMath(target: Element, tex: string, isBlock: boolean): void;
    violations: string[];
    longTasks: number[];
  }
}

/** A formula as the page shows it. */
export interface ShownFormula {
  isRendered: boolean;
  title: string;
  text: string;
  tex: string;
  /** The MathML, without presentation. */
  elements: string[];
  attributes: string[];
  depth: number;
}

export interface MathPage extends AsyncDisposable {
  host: FakePanelHost;
  /** Requests that the page made for the chunk. */
  requests: string[];
  /** Shows a formula in an element of its own, and resolves when it is MathML or has said why it is not. */
  show(tex: string, isBlock?: boolean): Promise<ShownFormula>;
  assertQuiet(): Promise<void>;
}

export interface MathPageOptions {
  theme?: Theme;
  /** True when what draws formulas cannot be loaded. */
  isChunkMissing?: boolean;
}

const origin = 'http://localhost';

/** Opens a page that holds nothing but formulas, under the panel's own policy. */
export async function openMathPage({
  theme = 'dark',
  isChunkMissing = false,
}: MathPageOptions = {}): Promise<MathPage> {
  const files = await bundle();
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 900, height: 1200 } });
  const page = await context.newPage();
  const host = new FakePanelHost(page);
  const requests: string[] = [];
  page.on('pageerror', (error) => host.errors.push(error.message));
  page.on('dialog', (dialog) => {
    host.errors.push('a dialog');
    void dialog.dismiss();
  });
  await context.route('**', (route) => {
    const url = route.request().url();
    const file = files[url.slice(origin.length)];
    if (url.endsWith('/math.js')) requests.push(url);
    else if (!file && !url.endsWith('/favicon.ico')) host.requests.push(url);
    if (!file || (isChunkMissing && url.endsWith('/math.js'))) return route.abort();
    return route.fulfill({ contentType: file[0], body: file[1] });
  });
  await page.addInitScript(() => {
    window.violations = [];
    window.longTasks = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
    new PerformanceObserver((list) => {
      window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
  await page.goto(`${origin}/`);
  await host.setTheme(theme);
  return {
    host,
    requests,
    async show(tex, isBlock = true) {
      const id = await page.evaluate(
        ([source, block]) => {
          const target = document.createElement(block ? 'div' : 'span');
          target.className = 'math';
          target.id = `formula-${document.querySelectorAll('.math').length}`;
          document.querySelector('.markdown')?.prepend(target);
          window.renderMath(target, source, block);
          return target.id;
        },
        [tex, isBlock] as const,
      );
      await page.waitForSelector(`#${id}:is(.is-rendered, [title])`, { state: 'attached' });
      return page.evaluate((formula) => {
        const target = document.getElementById(formula);
        const all = [...(target?.querySelectorAll('*') ?? [])];
        const depthOf = (each: Element | null): number =>
          each === null || each === target ? 0 : 1 + depthOf(each.parentElement);
        return {
          isRendered: target?.classList.contains('is-rendered') ?? false,
          title: target?.title ?? '',
          text: target?.textContent ?? '',
          tex: target?.dataset['tex'] ?? '',
          elements: all.map((each) => each.localName),
          attributes: all.flatMap((each) => each.getAttributeNames()),
          depth: Math.max(0, ...all.slice(0, 3000).map(depthOf)),
        };
      }, id);
    },
    async assertQuiet() {
      const faults = [...(await page.evaluate(() => window.violations)), ...host.errors, ...host.requests];
      if (faults.length > 0) throw new Error(`The page is not quiet: ${faults.join(', ')}`);
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function bundle(): Promise<Record<string, [type: string, body: string]>> {
  const options = {
    outdir: 'out/math',
    bundle: true,
    write: false as const,
    target: 'chrome128',
    logLevel: 'silent' as const,
    external: pageImports,
  } satisfies esbuild.BuildOptions;
  const [{ outputFiles }, chunk] = await Promise.all([
    esbuild.build({
      ...options,
      stdin: {
        contents: `import '#media/panel.css';
          import '#media/markdown/markdown.css';
          import '#media/math/math.css';
          import { renderMath } from '#media/math/mathRenderer.ts';
          window.renderMath = renderMath;
          const answer = document.createElement('div');
          answer.className = 'markdown';
          document.getElementById('panel').append(answer);`,
        resolveDir: process.cwd(),
        loader: 'ts',
      },
      format: 'iife',
    }),
    esbuild.build({ ...options, entryPoints: { math: 'media/math/math.ts' }, format: 'esm' }),
  ]);
  const textOf = (extension: string) => outputFiles.find((file) => file.path.endsWith(extension))?.text ?? '';
  const uris = { scriptUri: `${origin}/panel.js`, styleUri: `${origin}/panel.css` };
  return {
    '/': ['text/html', toPageHtml({ nonce: 'bm9uY2U=', language: 'en', ...uris })],
    '/panel.js': ['text/javascript', textOf('.js')],
    '/panel.css': ['text/css', textOf('.css')],
    '/math.js': ['text/javascript', chunk.outputFiles[0]?.text ?? ''],
  };
}
