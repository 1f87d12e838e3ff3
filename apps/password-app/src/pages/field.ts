import { type Html, html } from './html.ts'

/** A labelled field of a form. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'tel' | 'password'
  readonly autocomplete: string
  readonly inputmode?: 'tel' | 'decimal'
  readonly hint?: string
  /** So many characters at least. */
  readonly minimum?: number
  readonly value?: string | undefined
  readonly isReadOnly?: boolean
}

/** What is wrong with a form, and with which of its fields if it is one of them. */
export interface Problem {
  readonly field?: string
  readonly text: string
}

/** A field, marked if it is the one with the problem. */
export const fieldOf = (field: Field, problem?: Problem): Html => {
  const { name, label, type = 'text', autocomplete, hint } = field
  const isWrong = problem?.field === name
  const described = [hint && `${name}-hint`, isWrong && 'problem'].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required
${field.value ? html` value="${field.value}"` : undefined}
${field.inputmode ? html` inputmode="${field.inputmode}"` : undefined}
${described ? html` aria-describedby="${described}"` : undefined}
${field.minimum ? html` minlength="${field.minimum}"` : undefined}
${field.isReadOnly ? html` readonly` : undefined}
${isWrong ? html` aria-invalid="true" autofocus` : undefined}>
</div>`
}

/** What is wrong, announced. There is nothing to see without a problem. */
export const problemOf = (problem: Problem | undefined): Html | undefined =>
  problem && html`<p class="problem" id="problem" role="alert">${problem.text}</p>`
