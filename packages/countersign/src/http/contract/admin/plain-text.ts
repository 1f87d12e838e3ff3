/** Control characters, and halves of characters. */
const odd = /[\p{Cc}\p{Cs}]/u

/**
 * Whether a text is one line that every store keeps as it is: PostgreSQL refuses U+0000, and a half of a
 * character is another one once it was written.
 */
export const isPlainText = (text: string): boolean => !odd.test(text)

/** What {@link isPlainText} demands, in words. */
export const plainTextMessage = 'must be one line without control characters'
