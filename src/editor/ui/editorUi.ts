/** A question that waits for its answer and blocks the window meanwhile. */
export interface ModalQuestion {
  message: string;
  /** Smaller text below the message. */
  detail?: string | undefined;
  /** Labels of the buttons besides *Cancel*. */
  buttons: readonly string[];
  /** A question about a risk is asked as a warning, with another icon. */
  isWarning?: boolean | undefined;
}

/** One line of a list to choose from. */
export interface Choice<T> {
  label: string;
  description?: string | undefined;
  detail?: string | undefined;
  value: T;
}

export interface PickOptions {
  title?: string | undefined;
  placeholder?: string | undefined;
  /** Leaves the list open when the user clicks elsewhere. */
  staysOpen?: boolean | undefined;
  /** Filters by the descriptions and details, too. */
  matchesAll?: boolean | undefined;
  /** Closes the list, as if it had been dismissed. */
  signal?: AbortSignal | undefined;
}

/** Two documents, by their URIs as text, in VS Code's diff editor. */
export interface DiffView {
  left: string;
  right: string;
  title: string;
  /** A `vscode.ViewColumn`. */
  column?: number | undefined;
  /** Opens a tab that the next preview replaces. */
  isPreview?: boolean | undefined;
}

export type NoticeKind = 'information' | 'warning' | 'error';

/** Port to the window: all that the editor's state machines ask of it, so that they run in tests without VS Code. */
export interface EditorUi {
  /** Asks a modal question. Resolves to the label of the pressed button, `undefined` when dismissed. */
  ask(question: ModalQuestion): Promise<string | undefined>;
  /** Lets the user choose from a list. Resolves to the value of the chosen line, `undefined` when dismissed. */
  pick<T>(choices: readonly Choice<T>[], options?: PickOptions): Promise<T | undefined>;
  /** Shows a notification. Resolves to the label of the pressed button, `undefined` when it is closed or hides itself. */
  notify(kind: NoticeKind, message: string, ...buttons: string[]): Promise<string | undefined>;
  openDiff(view: DiffView): Promise<void>;
}
