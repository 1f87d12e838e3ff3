import type { CountersignOptions } from 'countersign'

/** What the app wants of codes, wherever it runs. */
export const codes = {
  brand: 'Susu',
  // Who is logged in, the app knows and Countersign does not: the gate asks for a proof of their phone.
  purposes: { step_up: { requires: 'nothing' } },
} satisfies CountersignOptions
