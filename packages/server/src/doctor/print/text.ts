import type { Finding, Level } from '../finding.ts'
import { isClosed, type Way } from '../purpose-state.ts'
import type { PurposeReport, Report } from '../report.ts'
import { aligned } from './aligned.ts'
import { providerLines } from './providers.ts'

/** The report for somebody who reads it at three in the morning: the worst first, one thing a line. */
export const printText = (report: Report): string => {
  const { findings, providers, inWords } = report
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    [verdictOf(report), findings.flatMap(findingLines)],
    ['Is a code needed right now?', statesOf(report)],
    ['Routes that demand a code', routeLines(report)],
    ['Providers', providers.flatMap(providerLines)],
    ['When a provider is down', inWords.providerDown],
    ['When delivery fails', inWords.deliveryFails],
    ['How a locked person gets back in', inWords.lockedOut],
  ]
  const text = sections.map(([title, lines]) =>
    [title, ...lines.map((line) => `  ${line}`)].join('\n'),
  )
  return `${[headOf(report), ...text].join('\n\n')}\n`
}

const headOf = ({ version, mode, store, at }: Report): string =>
  `Countersign ${version}, ${mode}, ${store}, ${at}`

const verdictOf = ({ findings, isDangerous }: Report): string => {
  const count = (level: Level, word: string) => {
    const n = findings.filter((finding) => finding.level === level).length
    return `${n} ${n === 1 ? word : `${word}s`}`
  }
  const verdict = isDangerous ? 'DANGEROUS: do not switch this on' : 'No danger found'
  return `${verdict} (${count('danger', 'danger')}, ${count('warning', 'warning')}, ${count('note', 'note')})`
}

const findingLines = ({ level, area, sentence, hint }: Finding): readonly string[] => [
  `${(level === 'danger' ? 'DANGER' : level).padEnd(7)}  ${area.padEnd(10)} ${sentence}`,
  ...(hint === undefined ? [] : [`${' '.repeat(20)}→ ${hint}`]),
]

const statesOf = ({ purposes, isStoreKnown }: Report): readonly string[] => [
  ...(isStoreKnown ? [] : ['The store could not tell what is switched off. If nothing is, then:']),
  ...purposes.flatMap(purposeLines),
]

const purposeLines = (purpose: PurposeReport): readonly string[] => {
  const { name, codeIs, because, ways, countriesOff, grants, requires } = purpose
  const route = ways
    .map(
      ({ channel, integrations }) => `${channel}: ${integrations.map(({ id }) => id).join(', ')}`,
    )
    .join('; ')
  const caller =
    requires === 'caller' ? '; only people who are signed in and servers with an API key' : ''
  const reasons = [
    ...because,
    ...ways.flatMap(wayReasons),
    ...countriesOff.map(
      (off) => `phones of ${off.country} are treated as if it were off: ${off.because}`,
    ),
  ]
  return [
    `${name.padEnd(16)} ${codeIs.toUpperCase().padEnd(9)} ${route}; grants a ${grants}${caller}`,
    ...reasons.map((reason) => `${' '.repeat(17)}${reason}`),
  ]
}

const wayReasons = (way: Way): readonly string[] => [
  ...way.because.map((reason) => `${way.channel} is off: ${reason}`),
  ...way.integrations.flatMap(({ id, because }) =>
    because.map((reason) => `${id} is off: ${reason}`),
  ),
  ...(isClosed(way) && way.because.length === 0 ? [`${way.channel}: no provider is left`] : []),
]

const routeLines = ({ routes }: Report): readonly string[] => [
  ...aligned(
    routes.map(({ method, path, purpose, codeIs }) => [`${method} ${path}`, purpose, codeIs]),
  ),
  'Routes of your own applications that ask for a proof (requireProof) cannot be seen from here.',
]
