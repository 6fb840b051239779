// Where who has signed in wants to be. A provider leads back to the console's first page, which goes on from there.
const KEY = 'return';
const FIRST = '/queue';

/** Only a path of this app: a link into the console must not lead out of it. */
export const returnPath = (given: string | null): string => (given !== null && /^\/(?![/\\])/.test(given) ? given : FIRST);

export const keepReturnPath = (path: string): void => {
  sessionStorage.setItem(KEY, path);
};

/** Once: the next visit of the first page is one. */
export function takeReturnPath(): string {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return returnPath(kept);
}
