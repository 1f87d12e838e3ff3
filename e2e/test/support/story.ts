import type { Call, History, Outcome, PurposeRules } from '../../history/history.ts'

/** Rules that a story is told under. */
export const storyRules: PurposeRules = {
  maxAttempts: 3,
  resendMs: 0,
  ttlMs: 600_000,
  limits: [],
}

type Interval = readonly [fromMs: number, toMs: number]
type Extra = Partial<Pick<Call, 'idempotencyKey' | 'phone' | 'ip' | 'purpose' | 'server'>>

const blank = { id: 0, purpose: 'login', phone: '+233244000001', ip: '10.0.0.1', server: 's1.1' }

const send = (outcome: Outcome, [startMs, endMs]: Interval, extra: Extra = {}): Call => ({
  ...{ ...blank, kind: 'send', startMs, endMs, outcome },
  ...extra,
})

/** A send that was answered 200 and showed this code. */
export const sent = (code: string | undefined, interval: Interval, extra?: Extra): Call =>
  send({ kind: 'sent', code, body: '{"status":"sent"}' }, interval, extra)

/** A send that was answered in another way, or not at all. */
export const sendWas = (
  kind: 'limited' | 'unavailable' | 'not_sent' | 'unknown',
  interval: Interval,
  extra?: Extra,
): Call => send({ kind }, interval, extra)

/** As many people who are each sent a code, ten milliseconds one after the other. */
export const sends = (n: number): readonly Call[] =>
  Array.from({ length: n }, (_, k) =>
    sent(`88888888${String(k).padStart(2, '0')}`, [10 * k, 10 * k + 5], {
      phone: `+2332440001${String(k).padStart(2, '0')}`,
    }),
  )

/** A submission of a code. */
export const typed = (
  code: string,
  kind: 'verified' | 'refused' | 'limited' | 'unavailable' | 'unknown',
  [startMs, endMs]: Interval,
  extra: Extra = {},
): Call => ({ ...{ ...blank, kind: 'verify', code, startMs, endMs, outcome: { kind } }, ...extra })

/** A history of these calls. */
export const tell = (
  calls: readonly Call[],
  { rules = {}, ...changes }: { readonly rules?: Partial<PurposeRules> } & Partial<History> = {},
): History => ({
  purposes: { login: { ...storyRules, ...rules } },
  calls: calls.map((call, id) => ({ ...call, id })),
  earlier: [],
  faults: [],
  messages: [],
  afterDeathMs: 0,
  unavailableMayCount: true,
  failuresPerHour: 100,
  ...changes,
})
