/** The most characters of one text that the page sends. */
export const maxTextLength = 1_000_000;
