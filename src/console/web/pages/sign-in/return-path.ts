// The page to open after the sign-in. An identity provider returns to the first page, which then opens the stored one.
const KEY = 'return';
const FIRST = '/queue';

/** Only a path of this app: a link into the console must not lead out of it. */
export const returnPath = (given: string | null): string => (given !== null && /^\/(?![/\\])/.test(given) ? given : FIRST);

/** Without session storage in the browser, the user gets to the first page. */
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
