import type { Examined } from './examined.ts'

/** How bad it is. `danger`: do not switch this on. `note`: nothing to do, but good to know. */
export const levels = ['danger', 'warning', 'note', 'ok'] as const

/** One of {@link levels}. */
export type Level = (typeof levels)[number]

/** Something that a check found. */
export interface Finding {
  /** What it is about, for example `keys`. */
  readonly area: string
  readonly level: Level
  /** What is so. Holds no secret. */
  readonly sentence: string
  /** What to do about it. */
  readonly hint?: string
}

/** One thing that is looked into. Finds nothing where all is well, or says `ok`. */
export type Check = (examined: Examined) => readonly Finding[]
