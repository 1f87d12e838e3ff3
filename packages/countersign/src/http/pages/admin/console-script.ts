import { createInlineSource } from '../page.ts'
import { requestScript } from './request-script.ts'

/**
 * Script of the console. It asks before each change, says how it went, and then takes the page over
 * again, so that what is shown is what the server knows.
 */
export const consoleScript = createInlineSource(`${requestScript}
const byId = (id) => document.getElementById(id)
const status = byId('status')
const dialog = byId('dialog')
const form = dialog?.querySelector('form')
let asked

const localTimes = (root) => {
  for (const time of root.querySelectorAll('time'))
    time.textContent = new Date(time.dateTime).toLocaleString()
}

const refresh = async () => {
  const focused = document.activeElement?.id
  const signal = AbortSignal.timeout(20000)
  const response = await fetch('/admin', { headers: { accept: 'text/html' }, signal })
  if (response.redirected) return location.replace('/admin/sign-in')
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const fresh = page.getElementById('now')
  if (!response.ok || !fresh) throw new Error(response.statusText)
  localTimes(fresh)
  byId('now').replaceWith(fresh)
  const again = focused && byId(focused)
  if (again && document.activeElement !== again) again.focus()
}

const shown = 'The server does not answer: this page may be out of date.'

const refreshed = () => refresh().catch(() => {
  status.textContent = shown
})

const stopped = () => {
  const { what, country } = form.elements
  if (what.value === 'country') return { scope: 'country', target: country.value.toUpperCase() }
  const [scope, target] = what.value.split(':')
  return { scope, target }
}

const acts = {
  stop: {
    title: () => 'Stop sending',
    text: () => 'Purposes that must not go on without a code refuse everybody meanwhile.',
    confirm: 'Stop sending',
    isStop: true,
    request: () => {
      const { reason, seconds } = form.elements
      const forSeconds = seconds.value === '' ? {} : { seconds: Number(seconds.value) }
      return ['POST', '/switches', { ...stopped(), reason: reason.value, ...forSeconds }]
    },
    done: () => 'Stopped.',
  },
  on: {
    title: ({ what }) => what + ': let it go on?',
    text: () => 'Other switches go on stopping what they stop.',
    confirm: 'Let go on',
    request: ({ id }) => ['DELETE', '/switches/' + encodeURIComponent(id)],
    done: ({ what }) => what + ' goes on.',
  },
  'integration-off': {
    title: ({ id }) => 'Switch ' + id + ' off?',
    text: ({ id }) => 'No code is sent through ' + id + ' any more, until somebody switches it on.',
    confirm: 'Switch off',
    isStop: true,
    request: ({ id }) => changed(id, false),
    done: ({ id }) => id + ' is off.',
  },
  'integration-on': {
    title: ({ id }) => 'Switch ' + id + ' on?',
    text: ({ id }) => 'Codes are sent through ' + id + ' again.',
    confirm: 'Switch on',
    request: ({ id }) => changed(id, true),
    done: ({ id }) => id + ' is on.',
  },
}

const changed = (id, otp_enabled) =>
  ['PATCH', '/integrations/' + encodeURIComponent(id), { otp_enabled, reason: form.elements.reason.value }]

const askForToken = (isAsked) => {
  byId('again').hidden = !isAsked
  form.elements.token.required = isAsked
  if (isAsked) form.elements.token.focus()
  else form.elements.token.value = ''
}

const fitCountry = () => {
  const isCountry = asked?.act === 'stop' && form.elements.what.value === 'country'
  form.querySelector('[data-for-country]').hidden = !isCountry
  form.elements.country.required = isCountry
}

const open = (button) => {
  const { act, id, what } = button.dataset
  asked = { act, id, what }
  const words = acts[act]
  form.reset()
  byId('wrong').textContent = ''
  byId('dialog-title').textContent = words.title(asked)
  byId('dialog-text').textContent = words.text(asked)
  byId('confirm').textContent = words.confirm
  byId('confirm').classList.toggle('stop', words.isStop === true)
  for (const part of form.querySelectorAll('[data-for]'))
    part.hidden = !part.dataset.for.split(' ').includes(act)
  form.elements.reason.required = act !== 'on'
  fitCountry()
  askForToken(false)
  dialog.showModal()
}

const confirmWho = async () => {
  if (byId('again').hidden) return undefined
  const token = form.elements.token.value.trim()
  const signedIn = await call('POST', '/session', { token })
  if (signedIn.isDone) return void askForToken(false)
  return signedIn.code === 'admin_required' ? 'This token is not good.' : signedIn.message
}

const change = async () => {
  const refused = await confirmWho()
  if (refused) return refused
  const words = acts[asked.act]
  const done = await call(...words.request(asked))
  if (done.code === 'admin_required') return location.replace('/admin/sign-in')
  if (done.code === 'sign_in_again') return void askForToken(true)
  if (!done.isDone) return done.message
  dialog.close()
  status.textContent = words.done(asked)
  byId('title').focus()
  await refreshed()
}

const submit = async () => {
  const button = byId('confirm')
  if (button.disabled) return
  byId('wrong').textContent = ''
  button.disabled = true
  byId('wrong').textContent = (await change()) || ''
  button.disabled = false
}

form?.addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
form?.elements.what.addEventListener('change', fitCountry)
byId('cancel')?.addEventListener('click', () => dialog.close())

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]')
  if (button) open(button)
})

byId('sign-out').addEventListener('click', async () => {
  const ended = await call('DELETE', '/session')
  if (ended.isDone || ended.code === 'admin_required') location.replace('/admin/sign-in')
  else status.textContent = 'You are still signed in. ' + ended.message
})

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !dialog?.open) refreshed()
})
localTimes(document)
`)
