/**
 * Local stand-ins for the services that carry messages: real servers on this machine that take messages,
 * misbehave on demand and call back. For tests of your own, and for a deployment without accounts.
 *
 * @module
 */
export {
  type ArkeselReport,
  arkeselAnswers,
  createFakeArkesel,
  type FakeArkesel,
} from './arkesel.ts'
export {
  type CaptchaServiceName,
  createFakeCaptcha,
  type FakeCaptcha,
  type Solution,
} from './captcha/index.ts'
export type { FakeMessage, FakeService, RecordedRequest } from './fake-service.ts'
export type { FakeHttpService } from './http-service.ts'
export {
  createFakeMsg91,
  type FakeMsg91,
  type Msg91Refusal,
  type Msg91Report,
} from './msg91.ts'
export type { Parameters, ReportAnswer } from './reports/post-report.ts'
export { type TwilioSigned, twilioBodyHash, twilioSignature } from './reports/twilio-signature.ts'
export { type WebhookSigned, webhookSignature } from './reports/webhook-signature.ts'
export {
  createFakeResend,
  type FakeResend,
  type ResendRefusal,
  type ResendReport,
} from './resend.ts'
export { createFakeSmtp, type FakeSmtp, type FakeSmtpOptions } from './smtp/index.ts'
export type { ReceivedMail, SmtpStage, SmtpTrouble } from './smtp/session.ts'
export {
  type FakeServiceName,
  type FakeServiceSet,
  type FakeServices,
  type SharedSecretName,
  sharedSecretNames,
  startFakeServices,
} from './start.ts'
export { errorPage, type HttpAnswer, type HttpTrouble, jsonAnswer } from './trouble.ts'
export {
  createFakeTwilio,
  type FakeTwilio,
  type TwilioRefusal,
  type TwilioReport,
} from './twilio.ts'
export { createFakeWebhookReceiver, type FakeWebhookReceiver } from './webhook-receiver.ts'
