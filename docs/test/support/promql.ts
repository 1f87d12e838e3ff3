import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** What the labels of a metric may hold: a closed set, or anything. */
export type Labels = ReadonlyMap<string, ReadonlySet<string> | 'anything'>

/** Metrics by name, as Prometheus has them: a histogram under three. */
export type KnownMetrics = ReadonlyMap<string, Labels>

/** What is wrong with an expression, by Prometheus' own grammar and by the metrics that there are. */
export const faultsOf = (expression: string, metrics: KnownMetrics): readonly string[] => {
  const text = expression.replaceAll('$__rate_interval', '5m')
  const textOf = ({ from, to }: SyntaxNode) => text.slice(from, to)
  const nodes = nodesOf(parser.parse(text).topNode)
  const wrong = nodes.filter(({ type }) => type.isError)
  const selectors = nodes.filter(({ name }) => name === 'VectorSelector')
  const names = selectors.map((selector) => childText(selector, 'Identifier', textOf))
  const grouped = nodes
    .filter(({ name }) => name === 'GroupingLabels')
    .flatMap((labels) => labels.getChildren('LabelName').map(textOf))
  const knownLabels = names.flatMap((name) => [...(metrics.get(name)?.keys() ?? [])])
  return [
    ...wrong.map(({ from }) => `no PromQL at ${from}: ${text.slice(from, from + 20)}`),
    ...(names.length === 0 ? ['asks for no metric'] : []),
    ...names.filter((name) => !metrics.has(name)).map((name) => `no metric ${name}`),
    ...grouped.filter((label) => !knownLabels.includes(label)).map((label) => `no label ${label}`),
    ...selectors.flatMap((selector) => matcherFaults(selector, metrics, textOf)),
  ]
}

const nodesOf = (node: SyntaxNode): readonly SyntaxNode[] => {
  const nodes = [node]
  for (let child = node.firstChild; child; child = child.nextSibling) nodes.push(...nodesOf(child))
  return nodes
}

const childText = (node: SyntaxNode, name: string, textOf: (node: SyntaxNode) => string) => {
  const child = node.getChild(name)
  return child === null ? '' : textOf(child)
}

/** A value that a label never has makes a condition that is never, or always, met. */
const matcherFaults = (
  selector: SyntaxNode,
  metrics: KnownMetrics,
  textOf: (node: SyntaxNode) => string,
): readonly string[] => {
  const name = childText(selector, 'Identifier', textOf)
  const labels = metrics.get(name)
  const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
  return matchers.flatMap((matcher) => {
    const label = childText(matcher, 'LabelName', textOf)
    const allowed = labels?.get(label)
    if (allowed === undefined) return labels === undefined ? [] : [`${name} has no label ${label}`]
    if (allowed === 'anything') return []
    const values = childText(matcher, 'StringLiteral', textOf).slice(1, -1).split('|')
    return values
      .filter((value) => !allowed.has(value))
      .map((value) => `${label} of ${name} is never ${value}`)
  })
}
