import type { PageMessage } from '#protocol/messages.ts';

/** The API that VS Code gives the page of a webview. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to VS Code. May be called once in the life of a page. */
export function connect(): VsCodeApi {
  return acquireVsCodeApi();
}

export type { VsCodeApi };

export type Post = (message: PageMessage) => void;
