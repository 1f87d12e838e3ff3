// Every setting with its default. Copy this file to countersign.config.ts and uncomment what you change.
// The environment variables PORT, HOST, METRICS_PORT, PUBLIC_URL and STORE_URL override it. See docs/reference/configuration.md.
import type { ConfigFile } from '@countersign/server'

export default {
  // Address under which people reach the server. Its host stands in every text message. https in production.
  // publicUrl: 'http://localhost:3000',
  // Your name, as it stands in messages: at most 30 plain characters.
  // brand: 'Countersign',
  // Language for requests that name none, or one that there are no texts in: en, fr, es, sw, tw, hi or ar.
  // defaultLocale: 'en',
  // listen: {
  //   // Address to listen on. In production the default is 0.0.0.0.
  //   host: '127.0.0.1',
  //   // Port to listen on.
  //   port: 3000,
  // },
  // metrics: {
  //   // Address that /metrics is served on. Let only your monitoring reach it.
  //   host: '127.0.0.1',
  //   // Port that /metrics is served on.
  //   port: 9464,
  // },
  // store: {
  //   // Where challenges are kept: sqlite:PATH, postgres://…, or memory: for development only.
  //   url: 'sqlite:./data/countersign.db',
  // },
  // Folder with keyring.json. In development the first start makes it.
  // secretsDir: './data/secrets',
  // Countries that text messages go to, mobile numbers only: ['GH', 'IN']. All in development; needed in production.
  // countries: undefined,
  // Where numbers without a country code are read, in the sign-in API ('IN' if left out) and on the command line.
  // defaultCountry: undefined,
  // Beginnings of phone numbers that you judge yourself: '+23355'.
  // phonePrefixes: {
  //   // Text messages go there whatever is known of country and line: for ranges too new to be known.
  //   allow: [],
  //   // Nothing is sent there.
  //   deny: [],
  // },
  // Email domains that you judge yourself, with their subdomains: 'mail.example'.
  // emailDomains: {
  //   // Not disposable, whatever the built-in list says.
  //   allow: [],
  //   // No purpose takes addresses of these.
  //   deny: [],
  // },
  // Origins of your own pages beside publicUrl: 'https://app.acme.example'. Their scripts may sign people in, with
  // cookies, and a captcha may be done there.
  // origins: [],
  // Addresses that people may be sent on to after a magic link: 'https://app.acme.example/signed-in'.
  // redirects: [],
  // { kind: 'recaptcha_v3', siteKey: '…', minScore: 0.5, verifyUrl: 'https://…' }; or turnstile, or hcaptcha.
  // Who tells people from machines, for purposes with captcha: true. Its secret is the file captcha_secret.
  // captcha: undefined,
  // Networks of your own proxies. Only their X-Forwarded-For is believed.
  // trustedProxies: [],
  // Which integrations carry messages, the preferred one first.
  // channels: {
  //   // Text messages.
  //   sms: ['console'],
  //   // Email.
  //   email: ['console'],
  //   // WhatsApp messages.
  //   whatsapp: ['console'],
  // },
  // Settings of the integrations. Their keys and passwords are files in secretsDir. See docs/guide/providers.
  // The files webhook_token (arkesel, msg91) and resend_webhook_secret let them report what arrived, below publicUrl.
  // arkesel: { senderId: 'Acme', sandbox: false, baseUrl: 'https://sms.arkesel.com' }.
  // twilio: { accountSid: 'AC…', messagingServiceSid: 'MG…', whatsappContentSid: 'HX…', whatsappTemplates: { fr: 'HX…' }, baseUrl: 'https://api.twilio.com' }.
  // msg91: { templateId: '…', templates: { login: { hi: '…' } }, variables: { OTP: 'code' }, baseUrl: 'https://control.msg91.com' }.
  // resend: { from: 'Acme <otp@acme.example>', baseUrl: 'https://api.resend.com' }.
  // smtp: { url: 'smtps://otp@mail.acme.example', from: 'Acme <otp@acme.example>', requireTls: true }.
  // webhook: { url: 'https://gateway.acme.example/otp', allowHttp: false }.
  // console: {} shows messages at /dev/outbox instead of sending them. Refused in production.
  // integrations: {},
  // Wrong codes that one recipient may be given, over all codes, resends and purposes.
  // failureBudget: {
  //   // In any hour.
  //   perHour: 10,
  //   // In any day.
  //   perDay: 30,
  //   // Without a success in between; after that nothing verifies for the recipient.
  //   inARow: 100,
  // },
  // Sessions of people who sign in with a code.
  // sessions: {
  //   // A session ends after so many seconds, however much it is used, 300 to 31536000.
  //   ttlSeconds: 2592000,
  //   // A session ends when it is not used for so many seconds.
  //   idleSeconds: 1209600,
  //   // Sessions of one user; for one more, the one least lately used ends.
  //   perUserAtMost: 10,
  //   // How long after signing in a session may change phone and address of its user, in seconds.
  //   changeContactWithinSeconds: 900,
  // },
  // audit: {
  //   // How often new events of the audit log are sealed, 1 to 3600 seconds.
  //   sealSeconds: 10,
  //   // Where to write each checkpoint as well: 'stdout', or a file, './data/checkpoints.jsonl'. Nowhere if left out.
  //   checkpoints: undefined,
  // },
  // From when on sending looks like abuse, which is told in log, metrics and audit log. Nothing is stopped by it.
  // abuse: {
  //   // Over how long everything below is counted, 60 to 86400 seconds.
  //   windowSeconds: 3600,
  //   // Different numbers that share all but their last four digits.
  //   recipientsPerRange: 30,
  //   // Different recipients that one address (IPv6: one /64) asked for.
  //   recipientsPerAddress: 25,
  //   // Sends to a country before its conversion is judged.
  //   conversionSendsAtLeast: 50,
  //   // Share of the sends to a country that must have been verified, 0 to 1.
  //   conversionAtLeast: 0.2,
  //   // Wrong codes over all recipients.
  //   wrongCodes: 1000,
  // },
  // One looks like this: { recipient: '+233200000000', code: '246810', until: '2026-01-01' }.
  // Recipients that get a fixed code and no message, until a date (UTC): for app reviewers and test runs.
  // testRecipients: [],
  // Without it, a production configuration with test recipients does not start.
  // allowTestRecipientsInProduction: false,
  // Texts of your own by purpose. See docs/guide/messages.md.
  // messages: {
  //   confirm_order: {
  //     // Text messages by language: { en: '{code} confirms your {brand} order. It works for {validity}.' }.
  //     sms: {},
  //     // Emails by language: { en: { subject: 'Your {brand} order', text: 'Your code:\n\n{code}' } }.
  //     email: {},
  //     // Segments that one of these text messages may need, 1 to 4. Each is paid for.
  //     segmentsAtMost: 1,
  //   },
  // },
  // Policies for purposes to extend. They take the same keys as purposes.
  // templates: {},
  // Purposes by name. A built-in one is changed key by key; a new one takes from here what it does not say.
  // purposes: {
  //   confirm_order: {
  //     // A template or purpose to start from. Built-in purposes start from themselves, others from the defaults.
  //     // extends: 'login',
  //     // Ways a code may go, the preferred one first: sms, email, whatsapp.
  //     channels: ['sms'],
  //     // Length of the code, 6 to 10.
  //     digits: 6,
  //     // How long a code is good, 30 to 600 seconds.
  //     ttlSeconds: 300,
  //     // Tries per code, 1 to 10. After the last one the code stays locked until it expires.
  //     maxAttempts: 5,
  //     // Least time between two sends to one recipient, 0 to 3600 seconds.
  //     resendSeconds: 60,
  //     // At most max in any span of seconds, on send or verify, per recipient, ip, subject, purpose or global.
  //     // With shadow: true a limit counts and reports only.
  //     limits: [{ per: 'recipient', on: 'send', max: 5, seconds: 3600 }],
  //     // 'caller': only who is signed in, and servers with an API key, may ask for a code.
  //     requires: 'nothing',
  //     // What happens while codes are switched off: 'skip' them, where another factor stands behind, or 'refuse'.
  //     whenDisabled: 'refuse',
  //     // What a verified code opens: a 'proof' of it, a 'session', which is never skipped, or, for somebody who is
  //     // signed in, a 'contact' that is theirs from then on.
  //     grants: 'proof',
  //     // What is sent to somebody your app does not know: 'send' a code, 'suppress' it, or 'tell' that there is no
  //     // account. Only for apps that embed Countersign: they have the hook that knows.
  //     unknownRecipients: 'send',
  //     // How long a proof is good, 30 to 600 seconds.
  //     proofTtlSeconds: 300,
  //     // 'refuse': email addresses that are made to be thrown away are refused.
  //     disposable: 'allow',
  //     // true: whoever asks for a code must have done a captcha; servers with an API key need not.
  //     captcha: false,
  //   },
  // },
  // Built-in purposes that you have no use for, such as 'phone': nobody is sent a code for them.
  // withoutPurposes: [],
} satisfies ConfigFile
