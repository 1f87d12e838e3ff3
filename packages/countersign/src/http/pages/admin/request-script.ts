/**
 * What both scripts of the console share: calls of the admin API that end, and words for whatever they
 * may end with.
 */
export const requestScript = `
const lost = 'The server does not answer. Look at the page again before you repeat this: it may have been done.'

const waitOf = (response) => {
  const seconds = Number(response.headers.get('retry-after'))
  return seconds > 90 ? Math.ceil(seconds / 60) + ' minutes' : seconds + ' seconds'
}

const explain = (response, problem) => {
  if (response.status === 429) return 'Too many tries. Wait ' + waitOf(response) + '.'
  if (response.status === 503) return 'The server cannot answer right now, and nothing was done. Try again.'
  return problem.detail || 'The server answered ' + response.status + '.'
}

const call = async (method, path, body) => {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(20000)
  const request = { method, headers, signal, body: body && JSON.stringify(body) }
  try {
    const response = await fetch('/api/admin' + path, request)
    const answer = await response.json()
    if (response.ok) return { isDone: true, answer }
    return { code: answer.code, message: explain(response, answer) }
  } catch {
    return { code: 'lost', message: lost }
  }
}
`
