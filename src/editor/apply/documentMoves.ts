/** What is needed of an URI to follow it. */
interface MovableUri<Uri> {
  readonly path: string;
  with(change: { path: string }): Uri;
  toString(): string;
}

/** The most runs whose documents are followed. */
const maxFollowed = 100;

/** Knows where the documents are now that tasks began in: renamed since then, or saved under a name for the first time. */
export class DocumentMoves<Uri extends MovableUri<Uri>> {
  readonly #followed = new Map<string, Uri>();
  /** Files that have taken over the text of a document without a name, which is still open. */
  readonly #saved = new Map<string, Uri>();

  /** Begins to follow the document that a run began in. The oldest one is then followed no longer. */
  begin(runId: string, uri: Uri): void {
    this.#followed.set(runId, uri);
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size <= maxFollowed) break;
      this.#followed.delete(oldest);
    }
  }

  /** Where the document of a run is now; `undefined` where it is not followed. */
  find(runId: string): Uri | undefined {
    return this.#followed.get(runId);
  }

  /** Whether the document of a run is this one. */
  follows(uri: Uri): boolean {
    return [...this.#followed.values()].some((followed) => followed.toString() === uri.toString());
  }

  /** A file, or a folder with all that is in it, has another name. */
  noteRename(from: Uri, to: Uri): void {
    for (const [runId, uri] of this.#followed) {
      const isMoved = uri.path === from.path || uri.path.startsWith(`${from.path}/`);
      // With its scheme: a notebook's cell stays one.
      if (isMoved) this.#followed.set(runId, uri.with({ path: to.path + uri.path.slice(from.path.length) }));
    }
  }

  /** A file now holds the text of a document without a name, as it does while that is saved. */
  noteCopy(untitled: Uri, file: Uri): void {
    this.#saved.set(untitled.toString(), file);
  }

  /** A document was closed: one without a name is from now on the file that took over its text, if there is one. */
  noteClosed(uri: Uri): void {
    const file = this.#saved.get(uri.toString());
    if (!file) return;
    this.#saved.delete(uri.toString());
    for (const [runId, followed] of this.#followed) {
      if (followed.toString() === uri.toString()) this.#followed.set(runId, file);
    }
  }
}
