import * as vscode from 'vscode';

type Answer = string | undefined | Promise<string | undefined>;

const names = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const;
const { window } = vscode;
const originals = Object.fromEntries(names.map((name) => [name, window[name]]));
let shown: { message: string; buttons: string[] }[] = [];
let answerModal: (message: string) => Answer = () => undefined;

/**
 * Notes what the extension tells its user, and lets it through. Only modal questions go no further: VS Code refuses
 * them in tests. Whoever opens one is answered by {@link answerModals}, else as if it was dismissed.
 */
export function recordMessages(): void {
  shown = [];
  answerModal = () => undefined;
  for (const name of names) {
    const show: (message: string, ...rest: unknown[]) => unknown = originals[name]!.bind(window);
    Object.assign(window, {
      [name]: (message: string, ...rest: unknown[]) => {
        const [options] = rest;
        const isModal = typeof options === 'object' && options !== null && 'modal' in options && options.modal === true;
        shown.push({ message, buttons: rest.filter((each) => typeof each === 'string') });
        return isModal ? answerModal(message) : show(message, ...rest);
      },
    });
  }
}

/** Undoes {@link recordMessages}. */
export function stopRecordingMessages(): void {
  Object.assign(window, originals);
}

/** The messages that were shown since the test began, oldest first. */
export function shownMessages(): readonly string[] {
  return shown.map(({ message }) => message);
}

/** Returns the buttons of the last message. */
export function offeredButtons(): readonly string[] {
  return shown.at(-1)?.buttons ?? [];
}

/** Answers modal questions, which no test can see in this host: the browser tests press their buttons. */
export function answerModals(answer: (message: string) => Answer): void {
  answerModal = answer;
}
