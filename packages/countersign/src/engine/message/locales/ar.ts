import type { Locale } from '../locale.ts'

const note =
  '{code}\n\nيعمل الرمز لمدة {validity}. إذا لم تطلبه فتجاهل هذه الرسالة. لا تشارك الرمز مع أي شخص.'

/** Arabic. Its letters leave 70 characters, so text messages say no more than they must. */
export const ar: Locale = {
  tag: 'ar',
  direction: 'rtl',
  encoding: 'UCS-2',
  validity: {
    minutes: { one: 'دقيقة واحدة', two: 'دقيقتين', few: '{n} دقائق', other: '{n} دقيقة' },
    seconds: { one: 'ثانية واحدة', two: 'ثانيتين', few: '{n} ثوان', other: '{n} ثانية' },
  },
  sms: {
    default: '{code} رمزك لدى {brand}. لا تشاركه.',
    register: '{code} رمز فتح حسابك لدى {brand}.',
    login: '{code} رمز الدخول إلى {brand}. لا تشاركه.',
    reset: '{code} رمز تغيير كلمة مرور {brand}.',
    sign_in: '{code} رمز دخولك إلى {brand}. لا تشاركه.',
    verify_phone: '{code} رمز تأكيد هذا الرقم لدى {brand}.',
    step_up: '{code} رمز الموافقة لدى {brand}. لا تشاركه.',
    phone: '{code} رمز تأكيد هاتفك لدى {brand}.',
  },
  brief: {
    default: '{code} رمزك',
    register: '{code} رمز فتح الحساب',
    login: '{code} رمز الدخول',
    reset: '{code} رمز تغيير كلمة المرور',
    sign_in: '{code} رمز تسجيل الدخول',
    verify_phone: '{code} رمز تأكيد الرقم',
    step_up: '{code} رمز الموافقة',
    phone: '{code} رمز تأكيد الهاتف',
  },
  email: {
    subject: {
      default: 'رمزك لدى {brand}',
      sign_in: 'رمز تسجيل الدخول إلى {brand}',
      email_quote: 'أكّد طلب عرض السعر لدى {brand}',
      email_supplier: 'أكّد تسجيلك كمورّد لدى {brand}',
    },
    text: {
      default: `رمزك لدى {brand}:\n\n${note}`,
      sign_in: `رمزك لتسجيل الدخول إلى {brand}:\n\n${note}`,
      email_quote: `رمزك لتأكيد طلب عرض السعر لدى {brand}:\n\n${note}`,
      email_supplier: `رمزك لتأكيد تسجيلك كمورّد لدى {brand}:\n\n${note}`,
    },
    link: {
      subject: {
        default: 'المتابعة إلى {brand}',
        sign_in: 'تسجيل الدخول إلى {brand}',
        email_quote: 'أكّد طلب عرض السعر لدى {brand}',
        email_supplier: 'أكّد تسجيلك كمورّد لدى {brand}',
      },
      lead: 'افتح هذا الرابط للمتابعة:\n\n{link}\n\nأو اكتب الرمز. يعمل أحدهما مرة واحدة فقط.',
      button: 'المتابعة إلى {brand}',
    },
    noAccount: {
      subject: 'لا يوجد حساب لدى {brand}',
      text: 'طلب شخص ما رمزًا لهذا العنوان لدى {brand}، لكن لا يوجد حساب بهذا العنوان.\n\nإن كنت أنت، فجرّب عنوانًا آخر أو سجّل حسابًا جديدًا. وإن لم تكن أنت، فتجاهل هذه الرسالة.',
    },
  },
}
