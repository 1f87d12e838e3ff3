import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nIt works for {validity}. If you did not ask for it, ignore this message. Never share the code.'

/** English. */
export const en: Locale = {
  tag: 'en',
  direction: 'ltr',
  encoding: 'GSM-7',
  validity: {
    minutes: { one: '{n} minute', other: '{n} minutes' },
    seconds: { one: '{n} second', other: '{n} seconds' },
  },
  sms: {
    default: '{code} is your {brand} code. It works for {validity}. Never share it.',
    register: '{code} is your code to open your {brand} account. It works for {validity}.',
    login: '{code} is your {brand} login code. It works for {validity}. Never share it.',
    reset: '{code} is your code to reset your {brand} password. It works for {validity}.',
    sign_in: '{code} is your {brand} sign-in code. It works for {validity}. Never share it.',
    verify_phone:
      '{code} is your code to confirm this number with {brand}. It works for {validity}.',
    step_up:
      '{code} is your code to approve an action at {brand}. It works for {validity}. Never share it.',
    phone: '{code} is your code to verify your phone for {brand}. It works for {validity}.',
  },
  email: {
    subject: {
      default: 'Your {brand} code',
      sign_in: 'Your {brand} sign-in code',
      email_quote: 'Confirm your quote request at {brand}',
      email_supplier: 'Confirm your supplier registration at {brand}',
    },
    text: {
      default: `Your {brand} code:\n\n${note}`,
      sign_in: `Your code to sign in to {brand}:\n\n${note}`,
      email_quote: `Your code to confirm your quote request at {brand}:\n\n${note}`,
      email_supplier: `Your code to confirm your supplier registration at {brand}:\n\n${note}`,
    },
    link: {
      subject: {
        default: 'Continue to {brand}',
        sign_in: 'Sign in to {brand}',
        email_quote: 'Confirm your quote request at {brand}',
        email_supplier: 'Confirm your supplier registration at {brand}',
      },
      lead: 'Open this link to go on:\n\n{link}\n\nOr type the code instead. Either works once.',
      button: 'Continue to {brand}',
    },
    noAccount: {
      subject: 'No account at {brand}',
      text: 'Somebody asked for a code for this address at {brand}, but there is no account with it.\n\nIf it was you, try another address or sign up. If not, ignore this message.',
    },
  },
}
