import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nVence en {validity}. Si no lo pediste, ignora este mensaje. No compartas nunca el código.'

/**
 * Spanish. Of its accents only é ñ ü are in GSM-7, so text messages say "clave" for "código" and
 * "teléfono" for "número".
 */
export const es: Locale = {
  tag: 'es',
  direction: 'ltr',
  encoding: 'GSM-7',
  validity: {
    minutes: { one: '{n} minuto', other: '{n} minutos' },
    seconds: { one: '{n} segundo', other: '{n} segundos' },
  },
  sms: {
    default: '{code} es tu clave de {brand}. Vence en {validity}. No la compartas.',
    register: '{code} es tu clave para abrir tu cuenta de {brand}. Vence en {validity}.',
    login: '{code} es tu clave para entrar en {brand}. Vence en {validity}. No la compartas.',
    reset: '{code} es tu clave para cambiar tu contraseña de {brand}. Vence en {validity}.',
    sign_in: '{code} es tu clave de acceso a {brand}. Vence en {validity}. No la compartas.',
    verify_phone:
      '{code} es tu clave para confirmar este teléfono en {brand}. Vence en {validity}.',
    step_up:
      '{code}: clave para aprobar una solicitud en {brand}. Vence en {validity}. No la compartas.',
    phone: '{code} es tu clave para verificar tu teléfono en {brand}. Vence en {validity}.',
  },
  email: {
    subject: {
      default: 'Tu código de {brand}',
      sign_in: 'Tu código de acceso a {brand}',
      email_quote: 'Confirma tu solicitud de presupuesto en {brand}',
      email_supplier: 'Confirma tu registro como proveedor en {brand}',
    },
    text: {
      default: `Tu código de {brand}:\n\n${note}`,
      sign_in: `Tu código para entrar en {brand}:\n\n${note}`,
      email_quote: `Tu código para confirmar tu solicitud de presupuesto en {brand}:\n\n${note}`,
      email_supplier: `Tu código para confirmar tu registro como proveedor en {brand}:\n\n${note}`,
    },
    link: {
      subject: {
        default: 'Continuar en {brand}',
        sign_in: 'Entrar en {brand}',
        email_quote: 'Confirma tu solicitud de presupuesto en {brand}',
        email_supplier: 'Confirma tu registro como proveedor en {brand}',
      },
      lead: 'Abre este enlace para continuar:\n\n{link}\n\nO escribe el código. Uno u otro sirve una sola vez.',
      button: 'Continuar en {brand}',
    },
    noAccount: {
      subject: 'No hay cuenta en {brand}',
      text: 'Alguien pidió un código para esta dirección en {brand}, pero no hay ninguna cuenta con ella.\n\nSi fuiste tú, prueba otra dirección o regístrate. Si no, ignora este mensaje.',
    },
  },
}
