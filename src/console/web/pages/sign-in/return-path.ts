// Where who has signed in wants to be. A provider leads back to the console's first page, which goes on from there.
const KEY = 'return';
const FIRST = '/queue';

/** Only a path of this app: a link into the console must not lead out of it. */
export const returnPath = (given: string | null): string => (given !== null && /^\/(?![/\\])/.test(given) ? given : FIRST);

/** A browser that keeps nothing of this site leads to the first page. */
export const keepReturnPath = (path: string): void => {
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // Nothing is kept.
  }
};

function takeKept(): string | null {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return null;
  }
}

/** Once: the next visit of the first page is one. */
export const takeReturnPath = (): string => returnPath(takeKept());
