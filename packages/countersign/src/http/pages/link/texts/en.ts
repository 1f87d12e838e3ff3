import type { LinkPageTexts } from './link-page-texts.ts'

/** English. */
export const en: LinkPageTexts = {
  button: (brand) => `Continue to ${brand}`,
  elsewhere:
    'This link was not asked for in this browser. Go on only if you asked for it yourself, for example on another device.',
  confirm: 'Yes, I asked for this link',
  noScript: 'This page needs JavaScript. Type the code from the email instead.',
  done: 'Done. Go back to the page where you asked for this link.',
  badTitle: 'This link does not work',
  bad: 'It was used already, it is too old, or it was not copied whole. Open the link in the newest email, or ask for a new one.',
  later: 'That did not work. Wait a moment, then try again.',
}
