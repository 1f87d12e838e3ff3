import type { LinkPageTexts } from './link-page-texts.ts'

/** French. */
export const fr: LinkPageTexts = {
  button: (brand) => `Continuer vers ${brand}`,
  elsewhere:
    "Ce lien n'a pas été demandé dans ce navigateur. Ne continuez que si vous l'avez demandé vous-même, par exemple sur un autre appareil.",
  confirm: "Oui, j'ai demandé ce lien",
  noScript: "Cette page a besoin de JavaScript. Saisissez plutôt le code de l'e-mail.",
  done: "C'est fait. Retournez à la page où vous avez demandé ce lien.",
  badTitle: 'Ce lien ne fonctionne pas',
  bad: "Il a déjà servi, il est trop ancien ou il n'a pas été copié en entier. Ouvrez le lien de l'e-mail le plus récent ou demandez-en un nouveau.",
  later: "Cela n'a pas marché. Attendez un moment, puis réessayez.",
}
