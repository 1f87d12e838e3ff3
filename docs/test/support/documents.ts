import { globSync, readFileSync } from 'node:fs'
import { marked, type Token } from 'marked'
import { inRepository, repository } from '../../../scripts/docs/repository.ts'

/** A fenced block of a document. */
export interface CodeBlock {
  readonly language: string
  /** Name that follows the language: the reader is to make a file of that name. */
  readonly fileName: string | undefined
  readonly text: string
  readonly line: number
}

/** A Markdown file. */
export interface MarkdownDocument {
  /** Path in the repository. */
  readonly path: string
  readonly text: string
  readonly tokens: readonly Token[]
}

/** Reads a Markdown file of the repository. */
export const readDocument = (path: string): MarkdownDocument => {
  const text = readFileSync(inRepository(path), 'utf8')
  return { path, text, tokens: flatten(marked.lexer(text)) }
}

/** Every Markdown file that a reader of the repository meets. */
export const documents = (): readonly MarkdownDocument[] =>
  ['*.md', 'docs/**/*.md', 'apps/*/*.md']
    .flatMap((pattern) => globSync(pattern, { cwd: repository }))
    .sort()
    .map(readDocument)

/** Whether people wrote it, and not the generator. */
export const isWritten = ({ path }: MarkdownDocument): boolean =>
  !path.startsWith('docs/reference/')

const flatten = (tokens: readonly Token[]): readonly Token[] => {
  const all: Token[] = []
  void marked.walkTokens([...tokens], (token) => {
    all.push(token)
  })
  return all
}

/** The fenced blocks of a document, in its order. */
export const blocksOf = ({ text, tokens }: MarkdownDocument): readonly CodeBlock[] => {
  let from = 0
  return tokens.flatMap((token): readonly CodeBlock[] => {
    if (token.type !== 'code') return []
    const [language = '', fileName] = String(token['lang'] ?? '').split(/\s+/)
    const [first = ''] = token.raw.trimStart().split('\n')
    const at = Math.max(from, text.indexOf(first, from))
    from = at + first.length
    const line = text.slice(0, at).split('\n').length
    return [{ language, fileName, text: String(token['text']), line }]
  })
}
