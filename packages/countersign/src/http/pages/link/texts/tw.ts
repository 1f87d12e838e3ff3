import type { LinkPageTexts } from './link-page-texts.ts'

/** Twi (Akan). */
export const tw: LinkPageTexts = {
  button: (brand) => `Kɔ so wɔ ${brand}`,
  elsewhere:
    'Ɛnyɛ browser yi mu na wobisaa link yi. Kɔ so sɛ wo ara na wobisae nko ara a, sɛ nhwɛso no wɔ phone foforɔ so.',
  confirm: 'Aane, me na mebisaa link yi',
  noScript: 'Krataafa yi hia JavaScript. Kyerɛw code a ɛwɔ email no mu no mmom.',
  done: 'Awie. San kɔ krataafa a wobisaa link yi wɔ so no so.',
  badTitle: 'Link yi nyɛ adwuma',
  bad: 'Wɔde adi dwuma dada, akyɛ dodo, anaa woankɔpi ne nyinaa. Bue link a ɛwɔ email a ɛba foforɔ no mu, anaa bisa foforɔ.',
  later: 'Ɛnyɛɛ yie. Twɛn kakra na sɔ hwɛ bio.',
}
