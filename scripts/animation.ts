import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import UPNG from 'upng-js';

/** The size of the palette: enough for the workbench's flat colors and smooth letters, at a third of the bytes. */
const colorCount = 256;

/** The least time between two frames of a recording. */
const minimumFrameMs = 120;

/** An animated PNG of a page, which browsers play by themselves. */
export class Animation {
  readonly #frames: { pixels: ArrayBuffer; delayMs: number }[] = [];
  #size = { width: 0, height: 0 };

  /** Adds the page as it looks now, to be shown for `delayMs`. */
  async add(page: Page, delayMs: number): Promise<void> {
    this.#addFrame(await page.screenshot({ animations: 'disabled' }), delayMs);
  }

  /** Records the page as the browser draws it, at the same pace, until `ended` resolves. */
  async record(page: Page, ended: Promise<void>): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const pictures: { png: Buffer; time: number }[] = [];
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      void session.send('Page.screencastFrameAck', { sessionId });
      const time = (metadata.timestamp ?? 0) * 1000;
      if (time - (pictures.at(-1)?.time ?? 0) >= minimumFrameMs)
        pictures.push({ png: Buffer.from(data, 'base64'), time });
    });
    await session.send('Page.startScreencast', { format: 'png' });
    await ended;
    await session.send('Page.stopScreencast');
    await session.detach();
    for (const [index, { png, time }] of pictures.entries()) {
      this.#addFrame(png, (pictures[index + 1]?.time ?? time + minimumFrameMs) - time);
    }
  }

  /** Writes the frames to a file, to be played over and over. */
  async save(path: string): Promise<void> {
    const { width, height } = this.#size;
    const pixels = this.#frames.map((frame) => frame.pixels);
    const delays = this.#frames.map((frame) => frame.delayMs);
    await writeFile(path, new Uint8Array(UPNG.encode(pixels, width, height, colorCount, delays)));
  }

  /** Adds a picture; one like the picture before it only prolongs that one. */
  #addFrame(png: Buffer, delayMs: number): void {
    const { width, height, ...rest } = UPNG.decode(new Uint8Array(png).buffer);
    const [pixels] = UPNG.toRGBA8({ width, height, ...rest });
    if (!pixels) throw new Error('The picture of the page is empty.');
    const last = this.#frames.at(-1);
    if (last && (this.#size.width !== width || this.#size.height !== height))
      throw new Error('The page changed its size.');
    this.#size = { width, height };
    if (last && Buffer.from(last.pixels).equals(Buffer.from(pixels))) last.delayMs += delayMs;
    else this.#frames.push({ pixels, delayMs });
  }
}
