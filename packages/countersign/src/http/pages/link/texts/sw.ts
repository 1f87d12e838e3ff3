import type { LinkPageTexts } from './link-page-texts.ts'

/** Swahili. */
export const sw: LinkPageTexts = {
  button: (brand) => `Endelea kwenye ${brand}`,
  elsewhere:
    'Kiungo hiki hakikuombwa kwenye kivinjari hiki. Endelea tu kama wewe mwenyewe uliomba, kwa mfano kwenye kifaa kingine.',
  confirm: 'Ndiyo, niliomba kiungo hiki',
  noScript: 'Ukurasa huu unahitaji JavaScript. Badala yake andika msimbo ulio kwenye barua pepe.',
  done: 'Tayari. Rudi kwenye ukurasa ulipoomba kiungo hiki.',
  badTitle: 'Kiungo hiki hakifanyi kazi',
  bad: 'Kimeshatumika, ni cha zamani mno, au hakikunakiliwa chote. Fungua kiungo kilicho kwenye barua pepe mpya zaidi, au omba kipya.',
  later: 'Haikufaulu. Subiri kidogo, kisha jaribu tena.',
}
