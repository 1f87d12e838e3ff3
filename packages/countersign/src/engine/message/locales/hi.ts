import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nयह {validity} तक मान्य है। अगर आपने इसे नहीं मांगा है, तो इस संदेश पर ध्यान न दें। कोड किसी को न बताएं।'

/** Hindi. Devanagari leaves 70 characters, so text messages say no more than they must. */
export const hi: Locale = {
  tag: 'hi',
  direction: 'ltr',
  encoding: 'UCS-2',
  validity: { minutes: { other: '{n} मिनट' }, seconds: { other: '{n} सेकंड' } },
  sms: {
    default: '{code} आपका {brand} कोड है। किसी को न बताएं।',
    register: '{code} {brand} खाता खोलने का कोड है।',
    login: '{code} {brand} लॉगिन कोड है। किसी को न बताएं।',
    reset: '{code} {brand} पासवर्ड बदलने का कोड है।',
    sign_in: '{code} {brand} साइन-इन कोड है। न बताएं।',
    verify_phone: '{code} {brand} पर नंबर की पुष्टि का कोड है।',
    step_up: '{code} {brand} पर मंज़ूरी का कोड है। न बताएं।',
    phone: '{code} {brand} पर फ़ोन की पुष्टि का कोड है।',
  },
  brief: {
    default: '{code} — कोड',
    register: '{code} — खाता खोलने का कोड',
    login: '{code} — लॉगिन कोड',
    reset: '{code} — पासवर्ड बदलने का कोड',
    sign_in: '{code} — साइन-इन कोड',
    verify_phone: '{code} — नंबर की पुष्टि का कोड',
    step_up: '{code} — मंज़ूरी का कोड',
    phone: '{code} — फ़ोन की पुष्टि का कोड',
  },
  email: {
    subject: {
      default: 'आपका {brand} कोड',
      sign_in: 'आपका {brand} साइन-इन कोड',
      email_quote: '{brand} पर कोटेशन के अनुरोध की पुष्टि करें',
      email_supplier: '{brand} पर सप्लायर पंजीकरण की पुष्टि करें',
    },
    text: {
      default: `आपका {brand} कोड:\n\n${note}`,
      sign_in: `{brand} में साइन इन करने के लिए आपका कोड:\n\n${note}`,
      email_quote: `{brand} पर कोटेशन के अनुरोध की पुष्टि के लिए आपका कोड:\n\n${note}`,
      email_supplier: `{brand} पर सप्लायर पंजीकरण की पुष्टि के लिए आपका कोड:\n\n${note}`,
    },
    link: {
      subject: {
        default: '{brand} पर आगे बढ़ें',
        sign_in: '{brand} में साइन इन करें',
        email_quote: '{brand} पर कोटेशन के अनुरोध की पुष्टि करें',
        email_supplier: '{brand} पर सप्लायर पंजीकरण की पुष्टि करें',
      },
      lead: 'आगे बढ़ने के लिए यह लिंक खोलें:\n\n{link}\n\nया कोड लिखें। दोनों में से एक ही, एक बार काम करता है।',
      button: '{brand} पर आगे बढ़ें',
    },
    noAccount: {
      subject: '{brand} पर कोई खाता नहीं',
      text: 'किसी ने {brand} पर इस पते के लिए कोड माँगा, लेकिन इस पते से कोई खाता नहीं है।\n\nअगर यह आप थे, तो कोई और पता आज़माएँ या पंजीकरण करें। अगर नहीं, तो इस संदेश को अनदेखा करें।',
    },
  },
}
