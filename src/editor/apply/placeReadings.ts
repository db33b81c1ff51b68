/** A folder of the workspace, by the name that paths begin with. */
export interface NamedFolder {
  name: string;
}

/** One reading of a path: a path below a folder, which is given by its index. */
export interface PlaceReading {
  folder: number;
  path: string;
  /** True if the path begins with the folder's name. */
  isNamed: boolean;
}

/** A place that a path can mean, found on the disk. `key` is the same for the same document. */
export interface KnownPlace {
  key: string;
  exists: boolean;
  isNamed: boolean;
}

/** The place that is meant, or all that could be. */
export type PlaceChoice<Place> = { place: Place } | { several: Place[] } | { none: true };

/**
 * Lists everything that a path can mean in a workspace. If a task began in the folder `own`, that one is meant unless
 * the path names another; folders of the same name are candidates as well.
 */
export function readPlaces(path: string, folders: readonly NamedFolder[], own?: number): PlaceReading[] {
  const named = folders.flatMap(({ name }, folder) =>
    folders.length > 1 && path.startsWith(`${name}/`) && path.length > name.length + 1
      ? [{ folder, path: path.slice(name.length + 1), isNamed: true }]
      : [],
  );
  const ofOwn = named.filter(({ folder }) => folder === own);
  const plain = folders.flatMap((_, folder) =>
    own === undefined || folder === own ? [{ folder, path, isNamed: false }] : [],
  );
  return [...(ofOwn.length > 0 ? ofOwn : named), ...plain];
}

/**
 * Chooses the one place that exists. If none does: the new file below the named folder, or below the only candidate.
 * Never guesses: several candidates are left to the user.
 */
export function choosePlace<Place extends KnownPlace>(places: readonly Place[]): PlaceChoice<Place> {
  const distinct = places.filter(({ key }, index) => places.findIndex((other) => other.key === key) === index);
  const existing = distinct.filter(({ exists }) => exists);
  const named = distinct.filter(({ isNamed }) => isNamed);
  const fitting = existing.length > 0 ? existing : named.length > 0 ? named : distinct;
  const [first] = fitting;
  if (!first) return { none: true };
  return fitting.length === 1 ? { place: first } : { several: fitting };
}

/** Tells whether two names of a file are the same as models spell them. */
export function isSameName(one: string, other: string): boolean {
  return normalize(one) !== '' && normalize(one) === normalize(other);
}

/** Tells whether a name is the end of a path, in whole segments: models leave folders out. */
export function isTailOf(name: string, path: string): boolean {
  const tail = normalize(name);
  const whole = normalize(path);
  return tail !== '' && (whole === tail || whole.endsWith(`/${tail}`));
}

function normalize(name: string): string {
  return name
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .normalize('NFC');
}
