const hidden = '[secret]'

/** A value that must not be seen: it shows up as `[secret]` wherever it is printed or serialised. */
export interface Secret {
  /** The value itself. Call it only where the value is used up, never to pass it on. */
  reveal(): string
  toString(): string
  toJSON(): string
}

const hiding = {
  toString: () => hidden,
  toJSON: () => hidden,
  [Symbol.for('nodejs.util.inspect.custom')]: () => hidden,
}

/** Wraps a value so that logs, templates, JSON and the debugger show `[secret]` instead. */
export const createSecret = (value: string): Secret =>
  Object.freeze({ ...hiding, reveal: () => value })
