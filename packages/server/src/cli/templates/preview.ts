import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MessageSample } from 'countersign'
import { loadConfig } from '../../config/config.ts'
import { type Selection, selectSamples } from './samples.ts'

interface Options extends Selection {
  readonly config?: string
  readonly out?: string
}

/** Action of `countersign templates preview`. */
export const previewTemplates = async ({
  config: file,
  out,
  ...selection
}: Options): Promise<void> => {
  const config = await loadConfig({ file, env: process.env, allowsBadTexts: true })
  const samples = selectSamples(config, selection)
  const written = out === undefined ? [] : ['', ...writePages(samples, out)]
  process.stdout.write(`${[samples.map(describe).join('\n\n'), ...written].join('\n')}\n`)
}

const describe = (sample: MessageSample): string => {
  const { purpose, channel, locale, subject } = sample
  const title = [`${purpose} ${channel} ${locale}`, ...notesOf(sample)].join(', ')
  const lines = subject === undefined ? [] : [`Subject: ${subject}`, '']
  const indented = [...lines, ...sample.text.split('\n')].map((line) => `  ${line}`.trimEnd())
  return [title, ...indented].join('\n')
}

const notesOf = ({ channel, measure, link, isOwn, isBrief }: MessageSample): readonly string[] => [
  ...(measure === undefined
    ? []
    : [
        `${measure.encoding} ${measure.units}, ${measure.segments === 1 ? '1 segment' : `${measure.segments} segments`}`,
      ]),
  ...(link === undefined ? [] : ['with a link']),
  ...(isOwn ? ['your own'] : []),
  ...(isBrief ? ['brief, to fit'] : []),
  ...(channel === 'whatsapp' ? ["twilio sends its template's text"] : []),
]

/** Writes a file for each email and returns their paths. */
const writePages = (samples: readonly MessageSample[], folder: string): readonly string[] => {
  mkdirSync(folder, { recursive: true })
  return samples.flatMap(({ purpose, locale, link, html }) => {
    if (html === undefined) return []
    const path = join(folder, `${purpose}.${locale}${link === undefined ? '' : '.link'}.html`)
    writeFileSync(path, html)
    return [`wrote ${path}`]
  })
}
