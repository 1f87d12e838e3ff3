/** Facts that go beside a log line. Never a code, a token, a full phone or a full address. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Where operators read what happened. A pino logger fits. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

/** Says nothing. */
export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
