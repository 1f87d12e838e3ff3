import { createInlineSource } from '../page.ts'

/**
 * Script of the page behind a link. The token leaves the address bar, and so the history, at once. A
 * proof goes on in the body of a form, so that it never stands in an address.
 */
export const linkScript = createInlineSource(`
const link = document.getElementById('link')
const go = document.getElementById('go')
const mine = document.getElementById('mine')
const said = document.getElementById('said')
const token = new URLSearchParams(location.search).get('token')
history.replaceState(null, '', location.pathname)

go.hidden = false
if (mine) {
  go.disabled = !mine.checked
  mine.addEventListener('change', () => { go.disabled = !mine.checked })
}

const end = (text) => {
  for (const part of link.querySelectorAll('.notice, .buttons')) part.remove()
  said.textContent = text
}

const carryOn = (to, name, value) => {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = to
  const input = document.createElement('input')
  input.type = 'hidden'
  input.name = name
  input.value = value
  form.append(input)
  document.body.append(form)
  form.submit()
}

const press = async () => {
  const answer = await fetch('api/magic-link/verify', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const opened = await answer.json()
  if (!answer.ok) return opened.code === 'invalid_code' ? end(link.dataset.bad) : false
  const name = link.dataset.field
  if (!opened.redirect_to) end(link.dataset.done)
  else if (opened[name]) carryOn(opened.redirect_to, name, opened[name])
  else location.replace(opened.redirect_to)
}

go.addEventListener('click', async () => {
  go.disabled = true
  said.textContent = ''
  const isOver = (await press().catch(() => false)) !== false
  if (isOver) return
  said.textContent = link.dataset.later
  go.disabled = false
})
`)
