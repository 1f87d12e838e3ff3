import type { Check, Finding } from '../finding.ts'
import { isEveryAddress, isLoopback } from '../loopback.ts'

/** The address that people use: it stands in messages, and providers report to it. */
export const checkPublicUrl: Check = ({ config: { publicUrl, isProduction } }) => {
  const area = 'url'
  if (isProduction && isLoopback(publicUrl.hostname))
    return [
      {
        area,
        level: 'danger',
        sentence: `publicUrl: ${publicUrl.origin} is this machine; messages would name it`,
        hint: 'set the address that people use',
      },
    ]
  if (publicUrl.protocol === 'http:' && !isLoopback(publicUrl.hostname))
    return [
      {
        area,
        level: 'warning',
        sentence: `publicUrl: ${publicUrl.origin} is plain http: codes and tokens travel in the clear`,
      },
    ]
  return [{ area, level: 'ok', sentence: `publicUrl: ${publicUrl.origin}` }]
}

/** Whether limits per address count people, or the proxy in front of them. */
export const checkProxies: Check = ({ config: { trustedProxies, listen, publicUrl } }) => {
  const area = 'proxies'
  const findings: Finding[] = []
  if (trustedProxies.length === 0 && publicUrl.protocol === 'https:')
    findings.push({
      area,
      level: 'warning',
      sentence: `trustedProxies: is empty, and something ends TLS in front of ${listen.host}: everybody has that proxy's address, and limits per address count all people as one`,
      hint: 'name the networks of your proxies',
    })
  const open = trustedProxies.filter((network) => /\/0$/.test(network))
  if (open.length > 0)
    findings.push({
      area,
      level: 'danger',
      sentence: `trustedProxies: ${open.join(', ')} is everybody: people choose the address that limits count`,
    })
  return findings
}

/** Whether strangers can read how much is sent. */
export const checkMetrics: Check = ({ config: { metrics } }) => {
  if (isLoopback(metrics.host)) return []
  const reach = isEveryAddress(metrics.host)
    ? 'on every address of the machine'
    : `on ${metrics.host}`
  return [
    {
      area: 'metrics',
      level: isEveryAddress(metrics.host) ? 'warning' : 'note',
      sentence: `metrics: are served ${reach}; whoever reaches it can read how much you send`,
      hint: 'let only your monitoring reach it',
    },
  ]
}
