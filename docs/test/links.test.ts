import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Token } from 'marked'
import { expect, test } from 'vitest'
import { inRepository } from '../../scripts/docs/repository.ts'
import { documents, type MarkdownDocument, readDocument } from './support/documents.ts'

const hrefsOf = ({ tokens }: MarkdownDocument): readonly string[] =>
  tokens
    .filter(({ type }) => type === 'link' || type === 'image')
    .map((token) => String((token as Token & { readonly href?: string }).href))

/** Anchors of headings as code hosts make them, and those that are written out. */
const anchorsOf = ({ tokens, text }: MarkdownDocument): ReadonlySet<string> => {
  const headings = tokens
    .filter(({ type }) => type === 'heading')
    .map((token) => slug(String((token as Token & { readonly text?: string }).text)))
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)
  return new Set([...headings, ...named])
}

const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/<[^>]+>/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

const isOutside = (href: string) => /^[a-z]+:/i.test(href)

/** What is wrong with a link, or nothing. */
const faultOf = (document: MarkdownDocument, href: string): string | undefined => {
  const [file = '', anchor] = href.split('#')
  const path = file === '' ? document.path : join(dirname(document.path), file)
  if (file.startsWith('/') || path.startsWith('..')) return `${href} leads out of the repository`
  if (!existsSync(inRepository(path))) return `${href}: there is no ${path}`
  if (anchor === undefined || anchorsOf(readDocument(path)).has(anchor)) return undefined
  return `${href}: ${path} has no such heading`
}

test.each(documents())('C14 every link in $path leads somewhere', (document) => {
  const inside = hrefsOf(document).filter((href) => !isOutside(href))
  expect(inside.flatMap((href) => faultOf(document, href) ?? [])).toEqual([])
})
