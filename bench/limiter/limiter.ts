import { answerParent, readArgument } from '../processes/answer-parent.ts'
import { cpuReply } from '../servers/protocol.ts'
import { openOurs } from './ours.ts'
import { openPeer } from './peer.ts'
import type { ChecksQuestion, ChecksReply, LimiterSetup } from './protocol.ts'

/** Keys are used at random, as by many people; so many that their pages are not all at hand. */
const keys = 100_000

const { limiter, path } = readArgument<LimiterSetup>()
const { check, close } = limiter === 'limiter' ? openOurs(path) : await openPeer(path)

const run = async ({ seconds, checksAtMost, atATime }: ChecksQuestion): Promise<ChecksReply> => {
  const { cpuMicroseconds } = cpuReply()
  const startMs = performance.now()
  const endMs = startMs + seconds * 1000
  let checks = 0
  let errors = 0
  const repeat = async () => {
    while (checks < checksAtMost && performance.now() < endMs) {
      checks += 1
      if (!(await check(Math.floor(Math.random() * keys)))) errors += 1
    }
  }
  await Promise.all(Array.from({ length: atATime }, repeat))
  return {
    ...{ checks, errors, seconds: (performance.now() - startMs) / 1000 },
    cpuMicroseconds: cpuReply().cpuMicroseconds - cpuMicroseconds,
  }
}

answerParent<ChecksQuestion, ChecksReply>({}, { answer: run, stop: close })
