import type { LinkPageTexts } from './link-page-texts.ts'

/** Spanish. */
export const es: LinkPageTexts = {
  button: (brand) => `Continuar en ${brand}`,
  elsewhere:
    'Este enlace no se pidió en este navegador. Continúa solo si lo pediste tú, por ejemplo en otro dispositivo.',
  confirm: 'Sí, pedí este enlace',
  noScript: 'Esta página necesita JavaScript. Escribe en su lugar el código del correo.',
  done: 'Listo. Vuelve a la página donde pediste este enlace.',
  badTitle: 'Este enlace no funciona',
  bad: 'Ya se usó, es demasiado antiguo o no se copió completo. Abre el enlace del correo más reciente o pide uno nuevo.',
  later: 'No funcionó. Espera un momento e inténtalo de nuevo.',
}
