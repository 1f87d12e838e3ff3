import type { Field } from './field.ts'

/** The fields that more than one form has. */
export const phoneField: Field = {
  name: 'phone',
  label: 'Phone number',
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  hint: 'With the country, like +233 24 412 3456',
}

/** A password that is being chosen. */
export const newPasswordField: Field = {
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
  hint: 'At least ten characters',
  minimum: 10,
}

/** The phrase that a forgotten password is reset with, where it is being chosen. */
export const newRecoveryField: Field = {
  name: 'recovery',
  label: 'Recovery phrase',
  autocomplete: 'off',
  hint: 'Resets a forgotten password. Three words that only you put together, and write down',
  minimum: 12,
}
