import { type Command, Option } from 'commander'
import { type Recipient, readEmail, readPhone } from 'countersign'
import { refusal } from '../config/refusal.ts'

/** The options that say whom a command is about. */
export interface RecipientOptions {
  readonly phone?: string
  readonly email?: string
}

/** Adds `--phone` and `--email`. */
export const withRecipient = (command: Command): Command =>
  command
    .addOption(new Option('--phone <number>', 'phone, such as +233244123456').conflicts('email'))
    .option('--email <address>', 'email address')

/**
 * Whom the options name. What was typed is not repeated: it would stand in somebody's log.
 *
 * @param command begins the line of a refusal
 * @throws CountersignError `invalid_configuration` if they name nobody
 */
export const recipientOf = (command: string, { phone, email }: RecipientOptions): Recipient => {
  if (phone === undefined && email === undefined)
    throw refusal([`${command}: say whom, with --phone or --email`])
  const recipient = phone === undefined ? readEmail(email ?? '') : readPhone(phone)
  if (recipient !== undefined) return recipient
  throw refusal([
    phone === undefined
      ? `${command}: --email is no email address`
      : `${command}: --phone is no number such as +233244123456`,
  ])
}
