import type { OutgoingMessage } from '../../ports/provider.ts'
import { createSecret } from '../../ports/secret.ts'
import { emailHtml } from './email-html.ts'
import { localeFor } from './locale.ts'
import type { MessageRequest, Sender } from './render.ts'
import { readTemplate, withCode } from './template.ts'

/** Writes the email to somebody who has no account. It holds neither code nor link. */
export const renderNoAccount = (
  sender: Sender,
  request: Omit<MessageRequest, 'code' | 'link'>,
): OutgoingMessage => {
  const { channel, deliveryId, to, purpose, ttlSeconds } = request
  const locale = localeFor(request.locale, sender.defaultLocale)
  const { subject, text } = locale.email.noAccount
  const { brand, host } = sender
  const read = (template: string) =>
    readTemplate(template, { brand, host, validity: '', minutes: '' })
  const title = withCode(read(subject), '')
  const html = emailHtml({
    ...{ locale, brand, subject: title, button: '' },
    paragraphs: text.split(/\n{2,}/).map(read),
  })
  return {
    ...{ channel, deliveryId, to, purpose, ttlSeconds },
    code: createSecret(''),
    locale: locale.tag,
    subject: title,
    text: createSecret(withCode(read(text), '')),
    html: createSecret(withCode(html, '')),
  }
}
