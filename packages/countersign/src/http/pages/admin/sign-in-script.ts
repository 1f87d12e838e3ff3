import { createInlineSource } from '../page.ts'
import { requestScript } from './request-script.ts'

/**
 * Script of the sign-in page. The token of a link leaves the address bar, and so the history, at once.
 */
export const signInScript = createInlineSource(`${requestScript}
const form = document.getElementById('sign-in')
const wrong = document.getElementById('wrong')
const button = form.querySelector('button')
const link = new URLSearchParams(location.search).get('token')
history.replaceState(null, '', location.pathname)

const refusals = {
  link: 'This link was used already, or it is too old. Ask for a new one, or use a token.',
  token: 'This token is not good: mistyped, expired or revoked.',
}
const notKept = 'Your browser did not keep the sign-in. Open the console at its public address.'

const signIn = async () => {
  const by = form.dataset.by
  const secret = by === 'link' ? { link } : { token: form.elements.token.value.trim() }
  const signedIn = await call('POST', '/session', secret)
  if (!signedIn.isDone)
    return signedIn.code === 'admin_required' ? refusals[by] : signedIn.message
  const kept = await call('GET', '/session')
  if (!kept.isDone) return notKept
  location.replace('/admin')
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  if (button.disabled) return
  wrong.textContent = ''
  button.disabled = true
  wrong.textContent = (await signIn()) || ''
  button.disabled = false
})
`)
