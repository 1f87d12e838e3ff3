import type { IntegrationRow, Store, Switch } from 'countersign'
import { printedRow, printedTime } from '../printed-row.ts'
import { targetName } from './target.ts'

/** Id, what is off, since when, until when, who did it and why. */
export const switchRow = ({
  id,
  createdAtMs,
  endsAtMs,
  author,
  reason,
  ...target
}: Switch): string =>
  printedRow([
    ...[id, targetName(target), printedTime(createdAtMs)],
    endsAtMs === null ? 'until switched on' : `until ${printedTime(endsAtMs)}`,
    ...[author, reason],
  ])

/** The same for a provider whose own row is off; the audit log says who did that. */
const integrationRow = ({ id, updatedAtMs }: IntegrationRow): string =>
  printedRow([
    ...['-', targetName({ scope: 'integration', target: id }), printedTime(updatedAtMs)],
    ...['until switched on', '-', 'integrations.otp_enabled is off'],
  ])

/** A line for everything that is off. */
export const rowsThatAreOff = async ({
  switches,
  integrations,
}: Pick<Store, 'switches' | 'integrations'>): Promise<readonly string[]> => {
  const rows = await integrations.list()
  return [
    ...(await switches.list()).map(switchRow),
    ...rows.filter(({ otpEnabled }) => !otpEnabled).map(integrationRow),
  ]
}
