/** What the receiver of a report answered. */
export interface ReportAnswer {
  readonly status: number
}

/** Name and value of a parameter. Names may repeat. */
export type Parameters = readonly (readonly [name: string, value: string])[]

/** Calls back with everything in the query. */
export const getReport = async (
  url: string,
  {
    parameters,
    headers = {},
  }: {
    readonly parameters: Parameters
    readonly headers?: Readonly<Record<string, string>> | undefined
  },
): Promise<ReportAnswer> => {
  const target = new URL(url)
  for (const [name, value] of parameters) target.searchParams.append(name, value)
  return answerOf(fetch(target, { headers, redirect: 'manual' }))
}

/** Calls back with a body. */
export const postReport = async (
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<ReportAnswer> =>
  answerOf(fetch(url, { method: 'POST', headers, body, redirect: 'manual' }))

const answerOf = async (answer: Promise<Response>): Promise<ReportAnswer> => {
  const response = await answer
  await response.body?.cancel()
  return { status: response.status }
}

/** A form body, in the order of its parameters. */
export const formBody = (parameters: Parameters): string =>
  new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
