/** Texts of a table stand inside sentences; at the start of one, the first letter is raised. */
export const capitalised = (text: string): string =>
  text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase());
