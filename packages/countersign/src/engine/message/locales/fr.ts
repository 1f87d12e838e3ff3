import type { Locale } from '../locale.ts'

const note =
  "{code}\n\nIl est valable {validity}. Si vous n'avez rien demandé, ignorez ce message. Ne partagez jamais ce code."

/**
 * French. Of its accents only é è à ù are in GSM-7, so text messages use words without the others.
 */
export const fr: Locale = {
  tag: 'fr',
  direction: 'ltr',
  encoding: 'GSM-7',
  validity: {
    minutes: { one: '{n} minute', other: '{n} minutes' },
    seconds: { one: '{n} seconde', other: '{n} secondes' },
  },
  sms: {
    default: '{code} est votre code {brand}. Valable {validity}. Ne le partagez jamais.',
    register: '{code} est votre code pour ouvrir un compte {brand}. Valable {validity}.',
    login: '{code} est votre code de connexion {brand}. Valable {validity}. Ne le partagez jamais.',
    reset: '{code} est votre code pour changer de mot de passe {brand}. Valable {validity}.',
    sign_in: "{code} est votre code d'accès à {brand}. Valable {validity}. Ne le partagez jamais.",
    verify_phone:
      '{code} est votre code pour confirmer ce numéro chez {brand}. Valable {validity}.',
    step_up:
      '{code} est votre code pour valider une action {brand}. Valable {validity}. Ne le donnez pas.',
    phone: '{code} est votre code pour vérifier votre numéro pour {brand}. Valable {validity}.',
  },
  email: {
    subject: {
      default: 'Votre code {brand}',
      sign_in: 'Votre code de connexion {brand}',
      email_quote: 'Confirmez votre demande de devis chez {brand}',
      email_supplier: 'Confirmez votre inscription comme fournisseur chez {brand}',
    },
    text: {
      default: `Votre code {brand} :\n\n${note}`,
      sign_in: `Votre code pour vous connecter à {brand} :\n\n${note}`,
      email_quote: `Votre code pour confirmer votre demande de devis chez {brand} :\n\n${note}`,
      email_supplier: `Votre code pour confirmer votre inscription comme fournisseur chez {brand} :\n\n${note}`,
    },
    link: {
      subject: {
        default: 'Continuer vers {brand}',
        sign_in: 'Se connecter à {brand}',
        email_quote: 'Confirmez votre demande de devis chez {brand}',
        email_supplier: 'Confirmez votre inscription comme fournisseur chez {brand}',
      },
      lead: "Ouvrez ce lien pour continuer :\n\n{link}\n\nOu saisissez le code. L'un ou l'autre ne sert qu'une fois.",
      button: 'Continuer vers {brand}',
    },
    noAccount: {
      subject: 'Pas de compte chez {brand}',
      text: 'Quelqu’un a demandé un code pour cette adresse chez {brand}, mais aucun compte n’y est associé.\n\nSi c’était vous, essayez une autre adresse ou inscrivez-vous. Sinon, ignorez ce message.',
    },
  },
}
