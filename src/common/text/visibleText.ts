/**
 * Returns whether a text holds a character that a person can see. White space, control and format characters, blanks of Hangul
 * and Braille and halves of characters are none.
 */
export function hasVisibleText(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
