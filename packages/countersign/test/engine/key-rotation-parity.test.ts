import { defaultPolicy, keyUses, type Policies } from 'countersign'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stores } from '../support/deployment.ts'
import { createInstances, type Instances } from '../support/instances.ts'

const limit = { seconds: 60, max: 3 }

const login = {
  ...defaultPolicy,
  channels: ['sms', 'email'] as const,
  ...{ ttlSeconds: 120, resendSeconds: 2, maxAttempts: 2 },
  limits: [
    { ...limit, per: 'recipient', on: 'send' },
    { ...limit, per: 'recipient', on: 'verify' },
    { ...limit, per: 'ip', on: 'send', max: 4, seconds: 20 },
    { ...limit, per: 'ip', on: 'verify', max: 6 },
    { ...limit, per: 'purpose', on: 'send', max: 5, seconds: 30 },
    { ...limit, per: 'global', on: 'send', max: 7, seconds: 30 },
  ],
} as const

const policies: Policies = { login, reset: login }
const purposes = ['login', 'reset']
const people = ['+233244000001', '+233244000002', 'ama+1@gmail.com', 'ama+2@gmail.com']

const who = fc.constantFrom(...people)
const purpose = fc.constantFrom(...purposes)
const on = fc.constantFrom(0 as const, 1 as const)

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constant('send' as const),
      ...{ who, purpose, on },
      ip: fc.constantFrom('198.51.100.1', '198.51.100.2'),
      idempotencyKey: fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined }),
      isRefused: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constant('verify' as const),
      ...{ who, purpose, on },
      isRight: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('wait' as const),
      ms: fc.constantFrom(500, 2500, 9000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('rotate' as const),
      use: fc.constantFrom(...keyUses, 'recipient' as const),
      leadMs: fc.constantFrom(0, 1000),
    }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** A deployment and the codes that it sent last. */
interface World extends Instances {
  readonly codes: Map<string, string>
}

const refusal = { kind: 'policy' } as const

/** What somebody outside sees of a step; nothing of a rotation. */
const take = async ({ instances, clock, rotate, codes }: World, step: Step): Promise<unknown> => {
  switch (step.verb) {
    case 'wait':
      return clock.advance(step.ms)
    case 'rotate':
      return rotate(step.use, step.leadMs)
    case 'send': {
      const { provider, send, lastCode } = instances[step.on]
      provider.answerWith(step.isRefused ? refusal : { kind: 'accepted' })
      const before = provider.messages.length
      const outcome = await send(step.who, step)
      if (provider.messages.length > before && !step.isRefused)
        codes.set(`${step.who} ${step.purpose}`, lastCode())
      return outcome
    }
    case 'verify': {
      const code = codes.get(`${step.who} ${step.purpose}`) ?? '111111'
      const typed = step.isRight ? code : code.replace(/./g, (digit) => `${9 - Number(digit)}`)
      return instances[step.on].verify(step.who, typed, step)
    }
  }
}

/**
 * What carried a code is remembered by its process under the name of then, for telemetry only; and no two
 * tokens are alike.
 */
const seen = (outcome: unknown) =>
  typeof outcome === 'object' && outcome !== null
    ? { ...outcome, destination: undefined, ...('opened' in outcome && { opened: true }) }
    : outcome

test.each(Object.entries(stores))(
  'B6 whatever happens and whenever keys change, everybody is answered as if they never had: on %s',
  async (name, store) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const options = { store, policies, failureBudget: { perHour: 4, perDay: 6, inARow: 5 } }
        const create = async () => ({ ...(await createInstances(options)), codes: new Map() })
        const [rotating, steady]: World[] = [await create(), await create()]
        if (rotating === undefined || steady === undefined) throw new Error('there are not two')
        for (const step of steps) {
          const answer = await take(rotating, step)
          if (step.verb !== 'rotate') expect(seen(answer)).toEqual(seen(await take(steady, step)))
        }
      }),
      { numRuns: name === 'postgres' ? 10 : 50 },
    )
  },
)
