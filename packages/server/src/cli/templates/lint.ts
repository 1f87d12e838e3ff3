import { lintMessages, type MessageFinding, type MessageSample } from 'countersign'
import { loadConfig } from '../../config/config.ts'
import { lintTemplatesAtProviders } from './lint-providers.ts'
import { type Selection, selectSamples } from './samples.ts'

interface Options extends Selection {
  readonly config?: string
  readonly json?: boolean
}

/** Action of `countersign templates lint`. */
export const lintTemplates = async ({
  config: file,
  json,
  ...selection
}: Options): Promise<void> => {
  const config = await loadConfig({ file, env: process.env, allowsBadTexts: true })
  const samples = selectSamples(config, selection)
  const findings = [
    ...lintMessages(config.sender, samples),
    ...lintTemplatesAtProviders(config, samples),
  ]
  const report = json === true ? reportAsJson : reportAsText
  process.stdout.write(report(samples, findings))
  if (findings.length > 0) process.exitCode = 1
}

const reportAsJson = (
  samples: readonly MessageSample[],
  findings: readonly MessageFinding[],
): string => {
  const texts = samples.map(({ html, code: _, measure, ...sample }) => ({
    ...sample,
    ...measure,
    ...(html !== undefined && { htmlBytes: Buffer.byteLength(html) }),
  }))
  return `${JSON.stringify({ texts, findings }, null, 2)}\n`
}

const reportAsText = (
  samples: readonly MessageSample[],
  findings: readonly MessageFinding[],
): string => {
  const lines = findings.map(
    ({ purpose, channel, locale, problem }) => `${purpose} ${channel} ${locale}: ${problem}`,
  )
  const count = `${samples.length} texts, ${findings.length} findings`
  return `${[...longestOfEach(samples), '', ...lines, count].join('\n')}\n`
}

/** For each language the text message with the least room left. */
const longestOfEach = (samples: readonly MessageSample[]): readonly string[] =>
  [...Map.groupBy(samples, ({ locale }) => locale)].flatMap(([locale, ofLocale]) => {
    const measured = ofLocale.flatMap(({ purpose, measure }) =>
      measure === undefined ? [] : [{ purpose, ...measure }],
    )
    const [longest] = measured.sort(
      (one, other) => other.segments - one.segments || other.units - one.units,
    )
    if (longest === undefined) return []
    const { purpose, encoding, segments, units, unitsOfOneSegment } = longest
    const room = `${units} of ${unitsOfOneSegment * segments}`
    return [
      `sms ${locale} ${encoding}, ${segments === 1 ? '1 segment' : `${segments} segments`}; longest: ${purpose}, ${room}`,
    ]
  })
