/** Control characters, halves of characters, other line breaks, and what turns the direction of writing round. */
const odd = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/**
 * Whether a text is one line that every store keeps as it is: PostgreSQL refuses U+0000, and a half of a
 * character is another one once it was written.
 */
export const isPlainText = (text: string): boolean => !odd.test(text)

/** What {@link isPlainText} demands, in words. */
export const plainTextMessage = 'must be one line without control characters'
