import { coolDown } from './cool-down.ts'
import { locking } from './locking.ts'
import type { Proof, Verdict } from './proof.ts'
import { repeating } from './repeating.ts'
import { singleUse } from './single-use.ts'
import { createSubject, type TargetOptions } from './subject.ts'
import { enumeration } from './timing.ts'

/** In this order: the last one leaves a recipient locked. About 170 requests in all. */
const proofs: readonly Proof[] = [singleUse, repeating, coolDown, enumeration, locking]

/** Asks a server everything that can be asked without taking it down. */
export const runProofs = async (options: TargetOptions): Promise<readonly Verdict[]> => {
  const subject = createSubject(options)
  const verdicts: Verdict[] = []
  for (const proof of proofs) verdicts.push(...(await proof(subject)))
  return verdicts
}
