import { describe, expect, test } from 'vitest'
import { checkHistory } from '../checker/check.ts'
import type { Call, History } from '../history/history.ts'
import { sends, sendWas, sent, tell, typed } from './support/story.ts'

const [a, b, c] = ['1111111111', '2222222222', '3333333333'] as const
const wrong = (n: number, from: number): readonly Call[] =>
  Array.from({ length: n }, (_, k) =>
    typed(`999999999${k}`, 'refused', [from + 10 * k, from + 10 * k + 5]),
  )

const manyAMinute = { limits: [{ per: 'ip', on: 'send', max: 61, windowMs: 60_000 }] } as const

interface Impossible {
  readonly title: string
  readonly history: History
  readonly guarantee: string
  /** Ids of the calls that the explanation must consist of. */
  readonly calls: readonly number[]
}

const impossible: readonly Impossible[] = [
  {
    title: 'A1 one code that verifies twice, one after the other',
    history: tell([
      sent(a, [0, 5]),
      typed(a, 'verified', [10, 15]),
      typed(a, 'verified', [20, 25]),
    ]),
    guarantee: 'A1',
    calls: [1, 2],
  },
  {
    title: 'A1 one code that verifies twice at the same moment, among refusals',
    history: tell([
      sent(a, [0, 5]),
      ...[0, 1, 2, 3].map((n) =>
        typed(a, n < 2 ? 'verified' : 'refused', [10, 30], { server: `s${n}.1` }),
      ),
    ]),
    guarantee: 'A1',
    calls: [1, 2],
  },
  {
    title: 'A4 a success for a code that an acknowledged send had replaced',
    history: tell([sent(a, [0, 5]), sent(b, [10, 15]), typed(a, 'verified', [20, 25])]),
    guarantee: 'A4',
    calls: [1, 2],
  },
  {
    title: 'A4 a success for the first of three codes',
    history: tell([
      sent(a, [0, 5]),
      sent(b, [10, 15]),
      sent(c, [20, 25]),
      typed(a, 'verified', [30, 35]),
    ]),
    guarantee: 'A4',
    calls: [1, 3],
  },
  {
    title: 'A2 a right code after as many wrong ones as there are attempts',
    history: tell([sent(a, [0, 5]), ...wrong(3, 10), typed(a, 'verified', [50, 55])]),
    guarantee: 'A2',
    calls: [1, 2, 3, 4],
  },
  {
    title:
      'A2 a right code among wrong ones that all were before it, one without an answer elsewhere',
    history: tell([
      sent(a, [0, 5]),
      ...wrong(3, 10),
      typed('5555555555', 'unknown', [40, 45]),
      typed(a, 'verified', [50, 55]),
    ]),
    guarantee: 'A2',
    calls: [1, 2, 3, 5],
  },
  {
    title: 'A6 a success for a code that was never sent',
    history: tell([sent(a, [0, 5]), typed(b, 'verified', [10, 15])]),
    guarantee: 'A6',
    calls: [1],
  },
  {
    title: 'A6 a success before the send that issued the code began',
    history: tell([typed(a, 'verified', [0, 5]), sent(a, [10, 15])]),
    guarantee: 'A6',
    calls: [0],
  },
  {
    title: 'A6 a success for the code of another purpose',
    history: tell([sent(a, [0, 5]), typed(a, 'verified', [10, 15], { purpose: 'reset' })], {
      purposes: {
        login: { maxAttempts: 3, resendMs: 0, ttlMs: 600_000, limits: [] },
        reset: { maxAttempts: 3, resendMs: 0, ttlMs: 600_000, limits: [] },
      },
    }),
    guarantee: 'A6',
    calls: [1],
  },
  {
    title: 'L1 an acknowledged code that is refused for nothing',
    history: tell([sent(a, [0, 5]), typed(a, 'refused', [10, 15])]),
    guarantee: 'L1',
    calls: [0, 1],
  },
  {
    title: 'K1 an acknowledged send that a crash has undone',
    history: tell([sent(a, [0, 5]), sent(b, [10, 15]), typed(b, 'refused', [900, 905])], {
      faults: [{ kind: 'server', name: 's1.1', fromMs: 20, toMs: 800 }],
    }),
    guarantee: 'L1',
    calls: [1, 2],
  },
  {
    title: 'K1 an acknowledged success that a crash has undone',
    history: tell(
      [
        sent(a, [0, 5]),
        typed(a, 'verified', [10, 15]),
        typed(a, 'verified', [900, 905], { server: 's1.2' }),
      ],
      { faults: [{ kind: 'server', name: 's1.1', fromMs: 20, toMs: 800 }] },
    ),
    guarantee: 'A1',
    calls: [1, 2],
  },
  {
    title: 'D8 a send that is let through while the challenge is locked',
    history: tell([sent(a, [0, 5]), ...wrong(3, 10), sent(b, [50, 55])]),
    guarantee: 'D8',
    calls: [0, 1, 2, 3, 4],
  },
  {
    title: 'B8 two sends within the cool-down, on two instances',
    history: tell([sent(a, [0, 5]), sent(b, [500, 505], { server: 's2.1' })], {
      rules: { resendMs: 1000 },
    }),
    guarantee: 'B8',
    calls: [0, 1],
  },
  {
    title: 'L1 a send that is refused for nothing',
    history: tell([sent(a, [0, 5]), sendWas('limited', [5000, 5005])], {
      rules: { resendMs: 1000 },
    }),
    guarantee: 'L1',
    calls: [1],
  },
  {
    title: 'L1 a send that a limit refuses longer than a sixtieth after its window',
    history: tell([...sends(61), sendWas('limited', [61_800, 61_810])], { rules: manyAMinute }),
    guarantee: 'L1',
    calls: [61],
  },
  {
    title: 'B1 one more send than the limit within its window',
    history: tell(
      [0, 1, 2, 3].map((n) => sent(`444444444${n}`, [n * 100, n * 100 + 50])),
      { rules: { limits: [{ per: 'recipient', on: 'send', max: 3, windowMs: 10_000 }] } },
    ),
    guarantee: 'B1',
    calls: [0, 1, 2, 3],
  },
  {
    title: 'B1 one more send from one address than the limit, to different people',
    history: tell(
      [0, 1, 2].map((n) =>
        sent(`444444444${n}`, [n * 100, n * 100 + 50], { phone: `+23324400001${n}` }),
      ),
      { rules: { limits: [{ per: 'ip', on: 'send', max: 2, windowMs: 10_000 }] } },
    ),
    guarantee: 'B1',
    calls: [0, 1, 2],
  },
  {
    title: 'B13 two messages for one idempotency key',
    history: tell([
      sent(a, [0, 5], { idempotencyKey: 'k' }),
      sent(b, [0, 6], { idempotencyKey: 'k', server: 's2.1' }),
    ]),
    guarantee: 'F7 B13',
    calls: [0, 1],
  },
  {
    title: 'B13 a repetition that replaces the code it repeats',
    history: tell([
      sent(a, [0, 5], { idempotencyKey: 'k' }),
      sent(undefined, [10, 16], { idempotencyKey: 'k' }),
      typed(a, 'refused', [20, 25]),
    ]),
    guarantee: 'L1',
    calls: [0, 2],
  },
  {
    title: 'K3 a message although the send was answered 503',
    history: tell([sendWas('unavailable', [0, 5])], {
      messages: [{ server: 's1.1', purpose: 'login', phone: '+233244000001', code: a }],
    }),
    guarantee: 'B1 B13 K3',
    calls: [0],
  },
  {
    title: 'K3 a message that nobody took, although nothing held the send up',
    history: tell([sendWas('not_sent', [0, 5])]),
    guarantee: 'K3',
    calls: [0],
  },
  {
    title: 'K3 an answer that is not documented',
    history: tell([
      {
        ...sendWas('unknown', [0, 5]),
        outcome: { kind: 'unexpected', status: 500, body: 'oops' },
      },
    ]),
    guarantee: 'K3',
    calls: [0],
  },
]

describe('the history checker finds what no correct system does', () => {
  test.each(impossible)('$title', ({ history, guarantee, calls }) => {
    const { findings } = checkHistory(history)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings[0]?.guarantee.startsWith(guarantee)).toBe(true)
    expect(findings[0]?.calls.map(({ id }) => id)).toEqual(calls)
  })
})
