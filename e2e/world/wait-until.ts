import { setTimeout as pause } from 'node:timers/promises'

/** Asks again and again until there is an answer. */
export const waitUntil = async <Found>(
  what: string,
  { withinMs, everyMs = 20 }: { readonly withinMs: number; readonly everyMs?: number },
  ask: () => Promise<Found | undefined> | Found | undefined,
): Promise<Found> => {
  const giveUpAtMs = performance.now() + withinMs
  for (;;) {
    const found = await ask()
    if (found !== undefined) return found
    if (performance.now() > giveUpAtMs) throw new Error(`${what}: not within ${withinMs} ms`)
    await pause(everyMs)
  }
}
