import type { Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { describe, expect, test } from 'vitest'
import { checkHistory } from '../checker/check.ts'
import { describeFinding } from '../checker/finding.ts'
import type { PurposeRules } from '../history/history.ts'
import { simulate } from './support/simulation.ts'
import { sends, sendWas, storyRules, tell } from './support/story.ts'

const runs = 400

const worlds: Readonly<Record<string, PurposeRules>> = {
  'without a cool-down': storyRules,
  'with a cool-down': { ...storyRules, resendMs: 300 },
  'with limits': {
    ...storyRules,
    limits: [
      { per: 'recipient', on: 'send', max: 2, windowMs: 400 },
      { per: 'recipient', on: 'verify', max: 3, windowMs: 400 },
    ],
  },
}

describe('the history checker accuses no correct store', () => {
  for (const [title, rules] of Object.entries(worlds))
    test(`${runs} histories of overlapping, lost and half done calls, ${title}`, async () => {
      for (let seed = 0; seed < runs; seed++) {
        const store = (clock: { now(): number }) => createMemoryStore({ clock })
        const history = await simulate({ seed: `${title} ${seed}`, rules, store })
        const { findings, undecided } = checkHistory(history)
        expect(findings.map(describeFinding), `seed ${seed}`).toEqual([])
        expect(undecided).toBe(0)
      }
    })

  test('L1 of a limit above sixty that gives a place back a sixtieth of its window late', () => {
    const limits = [{ per: 'ip', on: 'send', max: 61, windowMs: 60_000 }] as const
    const story = tell([...sends(61), sendWas('limited', [60_980, 60_990])], { rules: { limits } })
    expect(checkHistory(story).findings.map(describeFinding)).toEqual([])
  })
})

type Mutate = (store: Store) => Partial<Store>

const mutants: Readonly<
  Record<string, { readonly mutate: Mutate; readonly rules?: PurposeRules }>
> = {
  'A4 forgets every settle, so that old codes live on': {
    mutate: () => ({ settle: async () => undefined }),
  },
  'B2 undoes sends that were accepted': {
    mutate: (store) => ({ settle: (request) => store.settle({ ...request, outcome: 'refused' }) }),
  },
  'L1 refuses every second right code of a person': {
    mutate: (store) => {
      let count = 0
      return {
        attempt: async (request) => {
          const result = await store.attempt(request)
          return result.kind === 'verified' && ++count % 2 === 0
            ? { ...result, kind: 'wrong' }
            : result
        },
      }
    },
  },
  'A2 allows one attempt too many': {
    mutate: (store) => ({
      open: (request) => store.open({ ...request, maxAttempts: request.maxAttempts + 1 }),
    }),
  },
  'A1 says yes to a used code': {
    mutate: (store) => ({
      attempt: async (request) => {
        const result = await store.attempt(request)
        return result.kind === 'used' ? { ...result, kind: 'verified' } : result
      },
    }),
  },
  'B8 forgets the cool-down': {
    mutate: (store) => ({ open: (request) => store.open({ ...request, resendMs: 0 }) }),
    rules: { ...storyRules, resendMs: 300 },
  },
  'B1 allows one send too many': {
    mutate: (store) => ({
      open: (request) =>
        store.open({
          ...request,
          recipientClaims: request.recipientClaims.map((claim) => ({ ...claim, max: 4 })),
        }),
    }),
    rules: {
      ...storyRules,
      limits: [{ per: 'recipient', on: 'send', max: 3, windowMs: 2_000 }],
    },
  },
  'B13 does not know idempotency keys': {
    mutate: (store) => ({ open: (request) => store.open({ ...request, idempotency: undefined }) }),
  },
}

describe('the history checker finds a store that', () => {
  for (const [title, { mutate, rules = storyRules }] of Object.entries(mutants))
    test(title, async () => {
      for (let seed = 0; seed < runs; seed++) {
        const store = (clock: { now(): number }) => {
          const sound = createMemoryStore({ clock })
          return { ...sound, ...mutate(sound) }
        }
        const history = await simulate({ seed: `${title} ${seed}`, rules, store })
        if (checkHistory(history).findings.length > 0) return
      }
      expect.unreachable('not found')
    })
})
