/** A folder of the workspace, by the name that paths begin with. */
export interface NamedFolder {
  name: string;
}

/** One thing that a path can mean: a path below a folder, which is given by its position. */
export interface PlaceReading {
  folder: number;
  path: string;
  /** Whether the path begins with the folder's name. */
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
 * Everything that a path can mean in a workspace. Where a task began in a folder, `own`, that folder is meant unless the
 * path names another one; of folders with the same name it is meant as well. Else each folder can be.
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
 * The one place that is there already. Where none is, the one to be made: below the folder that was named, else below the
 * only one that can be meant. Never a guess: what several places fit is left to be asked.
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

/** Whether two names for a file are the same, spelled as models spell them. */
export function isSameName(one: string, other: string): boolean {
  return normalize(one) !== '' && normalize(one) === normalize(other);
}

/** Whether a name is the last part of a path, in whole segments: models leave folders out. */
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
