import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nFa di dwuma {validity} mu. Sɛ ɛnyɛ wo na wobisae a, bu w’ani gu nkrasɛm yi so. Mfa mma obiara.'

/**
 * Twi (Akan). Its letters ɛ and ɔ are not in GSM-7, so text messages use words that are spelled
 * without them, and say "code", "account" and "password" as text messages in Ghana do. Email has the
 * full spelling.
 */
export const tw: Locale = {
  tag: 'tw',
  alsoFor: ['ak'],
  direction: 'ltr',
  encoding: 'GSM-7',
  validity: { minutes: { other: 'simma {n}' }, seconds: { other: 'sekan {n}' } },
  sms: {
    default: '{code} ne wo {brand} code. Fa di dwuma {validity} mu. Mfa mma obiara.',
    register: '{code} ne code a wode bue wo {brand} account. Fa di dwuma {validity} mu.',
    login: '{code} ne wo {brand} login code. Fa di dwuma {validity} mu. Mfa mma obiara.',
    reset: '{code} ne code a wode sesa wo {brand} password. Fa di dwuma {validity} mu.',
    sign_in: '{code} ne code a wode wura {brand} mu. Fa di dwuma {validity} mu. Mfa mma obiara.',
    verify_phone:
      '{code} ne code a wode si number yi so dua ma {brand}. Fa di dwuma {validity} mu.',
    step_up:
      '{code} ne code a wode pene dwumadi bi so ma {brand}. Fa di dwuma {validity} mu. Mfa mma obiara.',
    phone: '{code} ne code a wode si wo phone so dua ma {brand}. Fa di dwuma {validity} mu.',
  },
  email: {
    subject: {
      default: 'Wo {brand} code',
      sign_in: 'Wo {brand} login code',
      email_quote: 'Si wo quote request so dua wɔ {brand}',
      email_supplier: 'Si wo supplier registration so dua wɔ {brand}',
    },
    text: {
      default: `Wo {brand} code ni:\n\n${note}`,
      sign_in: `Code a wode wura {brand} mu ni:\n\n${note}`,
      email_quote: `Code a wode si wo quote request so dua wɔ {brand} ni:\n\n${note}`,
      email_supplier: `Code a wode si wo supplier registration so dua wɔ {brand} ni:\n\n${note}`,
    },
    link: {
      subject: {
        default: 'Kɔ so wɔ {brand}',
        sign_in: 'Wura {brand} mu',
        email_quote: 'Si wo quote request so dua wɔ {brand}',
        email_supplier: 'Si wo supplier registration so dua wɔ {brand}',
      },
      lead: 'Bue link yi na kɔ so:\n\n{link}\n\nAnaa kyerɛw code no. Emu biako pɛ na ɛyɛ adwuma, pɛnkoro.',
      button: 'Kɔ so wɔ {brand}',
    },
    noAccount: {
      subject: 'Account biara nni {brand}',
      text: 'Obi srɛɛ code maa saa address yi wɔ {brand}, nanso account biara nni hɔ a ɛwɔ saa address yi.\n\nSɛ ɛyɛ wo a, sɔ address foforo hwɛ anaa kyerɛw wo din. Sɛ ɛnyɛ wo a, bu w’ani gu nkra yi so.',
    },
  },
}
