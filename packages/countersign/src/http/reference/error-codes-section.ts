import { type ErrorCode, errorCodes } from '../../ports/error.ts'
import { jsonBlock } from './example.ts'
import { table } from './table.ts'

/** Codes that only the command line shows. */
const notOverHttp: readonly ErrorCode[] = ['invalid_configuration']

const exampleProblem = () => {
  const { status, title } = errorCodes.rate_limited
  const detail = 'Try again in 42 seconds.'
  return { type: '/docs#rate_limited', title, status, detail, code: 'rate_limited' }
}

/** Every code there is. Its anchor is where `type` of a problem answer leads. */
export const errorCodesSection = (): string => {
  const codes = Object.keys(errorCodes) as ErrorCode[]
  const overHttp = codes.filter((code) => !notOverHttp.includes(code))
  const rows = overHttp.map((code) => {
    const { status, title, retryable } = errorCodes[code]
    return [`<a id="${code}"></a>\`${code}\``, String(status), title, retryable ? 'yes' : 'no']
  })
  return [
    '## <a id="error-codes"></a>Error codes',
    'Every error is a problem document (RFC 9457, `application/problem+json`). Decide by `code`: the set is closed and codes keep their meaning. `detail` is a sentence for the person and may change. `errors`, only with `invalid_request`, names each wrong field as `{"path", "message"}` and never repeats what was sent.',
    jsonBlock(exampleProblem()),
    '“Retry” says whether the same request, unchanged, may succeed later.',
    table(['Code', 'Status', 'Title', 'Retry'], rows),
  ].join('\n\n')
}
