/** The members of an URI that following it takes. */
interface MovableUri<Uri> {
  readonly path: string;
  with(change: { path: string }): Uri;
  toString(): string;
}

/** Most runs whose documents are followed. */
const maxFollowed = 100;

/** Follows the documents that tasks began in through renames and the first save of an untitled one. */
export class DocumentMoves<Uri extends MovableUri<Uri>> {
  readonly #followed = new Map<string, Uri>();
  /** Files that took over the text of an untitled document that is still open. */
  readonly #saved = new Map<string, Uri>();

  /** Starts to follow the document that a run began in, and stops following the oldest one beyond the limit. */
  begin(runId: string, uri: Uri): void {
    this.#followed.set(runId, uri);
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size <= maxFollowed) break;
      this.#followed.delete(oldest);
    }
  }

  /** Current URI of the document of a run; `undefined` if it is not followed. */
  find(runId: string): Uri | undefined {
    return this.#followed.get(runId);
  }

  /** Tells whether a run began in this document. */
  follows(uri: Uri): boolean {
    return [...this.#followed.values()].some((followed) => followed.toString() === uri.toString());
  }

  /** Records that a file, or a folder with everything in it, was renamed. */
  recordRename(from: Uri, to: Uri): void {
    for (const [runId, uri] of this.#followed) {
      const isMoved = uri.path === from.path || uri.path.startsWith(`${from.path}/`);
      // The scheme stays: a cell of a notebook remains one.
      if (isMoved) this.#followed.set(runId, uri.with({ path: to.path + uri.path.slice(from.path.length) }));
    }
  }

  /** Records that a file holds the text of an untitled document now, as it does while that is being saved. */
  recordCopy(untitled: Uri, file: Uri): void {
    this.#saved.set(untitled.toString(), file);
  }

  /** Records that a document was closed: an untitled one becomes the file that took over its text. */
  recordClosed(uri: Uri): void {
    const file = this.#saved.get(uri.toString());
    if (!file) return;
    this.#saved.delete(uri.toString());
    for (const [runId, followed] of this.#followed) {
      if (followed.toString() === uri.toString()) this.#followed.set(runId, file);
    }
  }
}
