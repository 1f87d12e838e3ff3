/**
 * Script of the outbox page. It asks for the page again and takes over what is new; messages that
 * are already there stay the same elements, so that focus and selection stay too.
 */
export const outboxScript = `
const everyMs = 2000
const list = document.getElementById('messages')
const status = document.getElementById('status')
let timer
let isAsking = false

const localTime = (at) => {
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday ? at.toLocaleTimeString() : at.toLocaleString()
}

const localTimes = (root) => {
  for (const time of root.querySelectorAll('time'))
    time.textContent = localTime(new Date(time.dateTime))
}

const say = (text) => {
  if (status.textContent !== text) status.textContent = text
}

const announce = (articles) => {
  const [newest] = articles
  const to = newest.querySelector('h2').textContent
  const at = newest.querySelector('time').textContent
  const count = articles.length === 1 ? 'New message' : articles.length + ' new messages, the last'
  say(count + ' for ' + to + ', ' + at)
}

const keysOf = (root) => new Set([...root.children].map((child) => child.dataset.key))

const takeOver = (fresh) => {
  const shown = keysOf(list)
  const current = keysOf(fresh)
  const added = [...fresh.children].filter((child) => !shown.has(child.dataset.key))
  const gone = [...list.children].filter((child) => !current.has(child.dataset.key))
  for (const child of gone) child.remove()
  if (added.length === 0) return
  localTimes(fresh)
  const heightBefore = list.offsetHeight
  list.prepend(...added)
  const isAnchored = CSS.supports('overflow-anchor', 'auto')
  if (scrollY > 0 && !isAnchored) scrollBy(0, list.offsetHeight - heightBefore)
  const articles = added.filter((child) => child.matches('article'))
  if (articles.length > 0) announce(articles)
}

const lost = 'The server does not answer. Trying again.'

const ask = async () => {
  const signal = AbortSignal.timeout(10000)
  const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, signal })
  if (!response.ok) throw new Error(response.statusText)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  if (status.textContent === lost) say('')
  takeOver(page.getElementById('messages'))
}

const poll = async () => {
  clearTimeout(timer)
  if (document.hidden || isAsking) return
  isAsking = true
  await ask().catch(() => say(lost))
  isAsking = false
  if (!document.hidden) timer = setTimeout(poll, everyMs)
}

document.addEventListener('visibilitychange', poll)
localTimes(list)
timer = setTimeout(poll, everyMs)
`
