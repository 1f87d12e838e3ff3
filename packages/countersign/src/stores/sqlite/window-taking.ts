import type { LimitClaim } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'

/** What is asked of the windows in a row. */
export interface Wish {
  readonly claims: readonly LimitClaim[]
  readonly nowMs: number
  readonly howMany: number
}

/**
 * Takes from the windows in a row in two steps, as a statement does: its `where` asks whether they admit
 * it, and then it writes what they become. Its verb learns that without reading the row again.
 */
export interface WindowTaking {
  /** Whether these windows, of the row that may be changed next, admit it. */
  admits(windows: Uint8Array | null, wish: Wish): boolean
  /** Takes from the windows that were looked at last, which admitted it. */
  take(): Uint8Array
  /** What they have become, since this was forgotten. */
  taken(): windowSet.WindowSet | undefined
  forget(): void
}

/** Of one connection, which runs one statement at a time. */
export const createWindowTaking = (): WindowTaking => {
  let admitted: { readonly windows: windowSet.WindowSet; readonly wish: Wish } | undefined
  let taken: windowSet.WindowSet | undefined
  return {
    admits: (bytes, wish) => {
      const windows = windowSet.decodeWindows(bytes)
      const isRefused = windowSet.refusing(windows, wish.claims, wish.nowMs, wish.howMany)
      admitted = isRefused ? undefined : { windows, wish }
      return isRefused === undefined
    },
    take: () => {
      if (admitted === undefined) throw new TypeError('no windows admit this')
      const { windows, wish } = admitted
      admitted = undefined
      taken = windowSet.takeAll(windows, wish.claims, wish.nowMs, wish.howMany)
      return windowSet.encodeWindows(taken)
    },
    taken: () => taken,
    forget: () => {
      admitted = undefined
      taken = undefined
    },
  }
}
