import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nUnatumika kwa {validity}. Kama hukuuomba, puuza ujumbe huu. Usimpe mtu yeyote msimbo huu.'

/** Swahili. It is written in plain letters. */
export const sw: Locale = {
  tag: 'sw',
  direction: 'ltr',
  encoding: 'GSM-7',
  validity: { minutes: { other: 'dakika {n}' }, seconds: { other: 'sekunde {n}' } },
  sms: {
    default: '{code} ni msimbo wako wa {brand}. Unatumika kwa {validity}. Usimpe mtu yeyote.',
    register: '{code} ni msimbo wako wa kufungua akaunti ya {brand}. Unatumika kwa {validity}.',
    login: '{code} ni msimbo wako wa kuingia {brand}. Unatumika kwa {validity}. Usimpe mtu yeyote.',
    reset: '{code} ni msimbo wako wa kubadilisha nenosiri la {brand}. Unatumika kwa {validity}.',
    sign_in:
      '{code} ni msimbo wa kuingia akaunti yako ya {brand}. Unatumika kwa {validity}. Usimpe mtu.',
    verify_phone:
      '{code} ni msimbo wako wa kuthibitisha namba hii kwa {brand}. Unatumika kwa {validity}.',
    step_up:
      '{code} ni msimbo wa kuidhinisha ombi lako {brand}. Unatumika kwa {validity}. Usimpe mtu.',
    phone: '{code} ni msimbo wako wa kuthibitisha simu yako kwa {brand}. Unatumika kwa {validity}.',
  },
  email: {
    subject: {
      default: 'Msimbo wako wa {brand}',
      sign_in: 'Msimbo wako wa kuingia {brand}',
      email_quote: 'Thibitisha ombi lako la bei kwa {brand}',
      email_supplier: 'Thibitisha usajili wako kama msambazaji kwa {brand}',
    },
    text: {
      default: `Msimbo wako wa {brand}:\n\n${note}`,
      sign_in: `Msimbo wako wa kuingia {brand}:\n\n${note}`,
      email_quote: `Msimbo wako wa kuthibitisha ombi lako la bei kwa {brand}:\n\n${note}`,
      email_supplier: `Msimbo wako wa kuthibitisha usajili wako kama msambazaji kwa {brand}:\n\n${note}`,
    },
    link: {
      subject: {
        default: 'Endelea kwenye {brand}',
        sign_in: 'Ingia {brand}',
        email_quote: 'Thibitisha ombi lako la bei kwa {brand}',
        email_supplier: 'Thibitisha usajili wako kama msambazaji kwa {brand}',
      },
      lead: 'Fungua kiungo hiki ili kuendelea:\n\n{link}\n\nAu andika msimbo. Kimoja tu hutumika, mara moja.',
      button: 'Endelea kwenye {brand}',
    },
    noAccount: {
      subject: 'Hakuna akaunti {brand}',
      text: 'Mtu ameomba msimbo wa anwani hii kwa {brand}, lakini hakuna akaunti yenye anwani hii.\n\nIkiwa ni wewe, jaribu anwani nyingine au jisajili. Ikiwa si wewe, puuza ujumbe huu.',
    },
  },
}
