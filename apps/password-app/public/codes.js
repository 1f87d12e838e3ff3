// Before one of these forms is sent, its phone number is proven with a code. What the app answers to the
// form is shown as if the browser had sent it.
const purposes = {
  '/register': 'register',
  '/login': 'login',
  '/reset': 'reset',
  '/transfer': 'step_up',
}

const noConnection = 'There is no connection. Please try again.'
const texts = {
  invalid_request: 'Give the phone number with its country, like +233244123456.',
  invalid_code: 'This code is wrong or has expired. Type it again, or ask for another.',
  delivery_failed: 'The code could not be sent. Nothing was used up: please try again.',
  otp_disabled: 'This needs a code, and codes are switched off right now. Please try again later.',
  proof_required: 'Your code was used or has become too old. Please ask for another.',
}

/** What the person reads of an answer that is not the one that was hoped for. */
const textOf = (status, code, waitSeconds) => {
  if (status !== 429) return texts[code] ?? 'Something went wrong on our side. Please try again.'
  const wait =
    waitSeconds < 120 ? `${waitSeconds} seconds` : `${Math.ceil(waitSeconds / 60)} minutes`
  return `That was one code too many for now. Please try again in ${wait}.`
}

/** Asks Countersign. An answer has a `status`, or else a `problem` in words. */
const ask = async (path, question) => {
  try {
    const response = await fetch(`/api/otp/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
    const body = await response.json()
    if (response.ok) return body
    return {
      problem: textOf(response.status, body.code, Number(response.headers.get('retry-after'))),
    }
  } catch {
    return { problem: noConnection }
  }
}

/** Says what is wrong above the fields of a form, to ears as well. Without a text it says nothing. */
const tell = (form, text) => {
  form.querySelector('.problem')?.remove()
  if (!text) return
  const told = document.createElement('p')
  told.className = 'problem'
  told.setAttribute('role', 'alert')
  form.prepend(told)
  told.textContent = text
}

const showPage = (text, answer) => {
  if (answer.redirected) return location.assign(answer.url)
  const page = new DOMParser().parseFromString(text, 'text/html')
  document.title = page.title
  document.body.replaceWith(page.body)
  const wrong = document.querySelector('[aria-invalid]')
  ;(wrong ?? document.querySelector('main input'))?.focus()
}

/** Sends the form, with the proof if there is one, and shows what the app answers. */
const submit = async (form, purpose, token) => {
  const name = purpose === 'step_up' ? 'X-Step-Up-Token' : 'X-OTP-Token'
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: token ? { [name]: token } : {},
    })
    const text = await answer.text()
    if (answer.headers.get('content-type')?.startsWith('text/html')) return showPage(text, answer)
    tell(
      form,
      textOf(answer.status, JSON.parse(text).code, Number(answer.headers.get('retry-after'))),
    )
  } catch {
    tell(form, noConnection)
  }
}

/** Counts down on the button until another code may be asked for. */
const holdBack = (button, seconds) => {
  const label = 'Send another code'
  const endsAt = Date.now() + seconds * 1000
  const count = () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000)
    button.disabled = left > 0
    button.textContent = left > 0 ? `${label} (${left} s)` : label
    if (left > 0 && button.isConnected) setTimeout(count, 250)
  }
  count()
}

const dialogMarkup = `
<form class="card" novalidate>
  <h2 id="code-title">Type the code</h2>
  <p class="hint" id="code-hint" role="status"></p>
  <div class="field">
    <label for="code">Code</label>
    <input id="code" name="code" class="code" inputmode="numeric" autocomplete="one-time-code"
      placeholder="000000" aria-describedby="code-hint" required>
  </div>
  <button>Continue</button>
  <p class="actions">
    <button type="button" class="quiet" name="again"></button>
    <button type="button" class="quiet" name="cancel">Cancel</button>
  </p>
</form>`

/** Opens the dialog for the code that was sent. Resolves with what it opened, or with nothing. */
const askForCode = (recipient, sent) =>
  new Promise((resolve) => {
    const dialog = document.createElement('dialog')
    dialog.setAttribute('aria-labelledby', 'code-title')
    dialog.innerHTML = dialogMarkup
    document.body.append(dialog)
    const form = dialog.querySelector('form')
    const { code, again, cancel } = form.elements
    const hint = dialog.querySelector('#code-hint')
    let isBusy = false

    const check = async () => {
      if (isBusy) return
      isBusy = true
      tell(form)
      const { problem, ...answer } = await ask('verify', { ...recipient, code: code.value })
      isBusy = false
      if (problem === undefined) return finish(answer)
      tell(form, problem)
      code.select()
    }
    const finish = (answer) => {
      dialog.remove()
      resolve(answer)
    }

    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void check()
    })
    code.addEventListener('input', () => {
      code.value = code.value.replace(/\D/g, '').slice(0, 6)
      if (code.value.length === 6) void check()
    })
    again.addEventListener('click', async () => {
      again.disabled = true
      tell(form)
      const answer = await ask('resend', recipient)
      if (answer.status === 'skipped') return finish(answer)
      tell(form, answer.problem)
      holdBack(again, answer.resend_in ?? 5)
      if (!answer.problem)
        hint.textContent = `Another code is on its way to ${recipient.phone_e164}. The one before is void.`
      code.value = ''
      code.focus()
    })
    cancel.addEventListener('click', () => finish())
    dialog.addEventListener('cancel', () => finish())

    dialog.showModal()
    hint.textContent = `We sent six digits to ${recipient.phone_e164}.`
    holdBack(again, sent.resend_in)
    code.focus()
  })

const prove = async (form, purpose) => {
  const button = form.querySelector('button')
  const recipient = { purpose, phone_e164: form.elements.phone.value.replace(/[\s().-]/g, '') }
  tell(form)
  button.disabled = true
  const sent = await ask('send', recipient)
  const opened = sent.status === 'sent' ? await askForCode(recipient, sent) : sent
  button.disabled = false
  if (opened === undefined) button.focus()
  else if (opened.problem) tell(form, opened.problem)
  else await submit(form, purpose, opened.proof_token ?? opened.step_up_token)
}

document.addEventListener('submit', (event) => {
  const form = event.target
  const purpose = purposes[new URL(form.action).pathname]
  if (purpose === undefined || form.method !== 'post') return
  event.preventDefault()
  void prove(form, purpose)
})
