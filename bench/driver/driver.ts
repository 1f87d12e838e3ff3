import { answerParent } from '../processes/answer-parent.ts'
import type { Load, LoadResult } from './protocol.ts'
import { runLoad } from './run-load.ts'

answerParent<Load, LoadResult>({}, { answer: runLoad, stop: () => undefined })
