import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMessage } from '../../ports/provider.ts'

/** A message in the form in which servers pass it on. */
export interface Mail {
  readonly from: string
  readonly to: string
  readonly messageId: string
  readonly bytes: Buffer
}

/** Writes a message as email. The recipient is one address, whatever characters it has. */
export const composeMail = async (message: OutgoingMessage, from: string): Promise<Mail> => {
  const { subject, html } = message
  const to = message.to.reveal()
  const address = /<([^<>]+)>$/.exec(from)?.[1] ?? from
  const messageId = `<${message.deliveryId}@${address.slice(address.lastIndexOf('@') + 1)}>`
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    messageId,
    text: message.text.reveal(),
    ...(subject !== undefined && { subject }),
    ...(html !== undefined && { html: html.reveal() }),
    // RFC 3834: nobody's holiday notice shall answer a code.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { from: address, to, messageId, bytes: await composer.compile().build() }
}
