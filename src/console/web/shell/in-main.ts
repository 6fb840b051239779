/** `portalProps` of what opens over a page: inside the landmark of its page, where a dialog's header is no second banner. */
export const IN_MAIN = { target: '#main' };
