import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '../history/history.ts'
import { purposes } from '../world/config.ts'
import type { Fleet } from '../world/fleet.ts'
import type { ServerProcess } from '../world/server-process.ts'
import type { Client, Whose } from './client.ts'
import type { Random } from './random.ts'

/** One recipient and purpose of a person, and what the person knows about it. */
interface Line extends Whose {
  /** Codes that answers have shown, the oldest first. */
  readonly codes: string[]
  calls: number
  readonly callsAtMost: number
  keys: number
}

/** What a person is made of. */
export interface PersonParts {
  readonly random: Random
  readonly fleet: Pick<Fleet, 'alive'>
  readonly client: Client
  readonly ip: string
  /** Phones that nobody else has. */
  readonly newPhone: () => string
  readonly isOver: () => boolean
}

/** After so many calls a line is given up for a new one: histories stay short enough to be judged. */
const callsPerLine = { least: 6, most: 30 }
const linesPerPerson = 3

/**
 * Does things at random until it is over; several tabs of one person use the same lines. In the end
 * the codes of all lines are submitted once more: what was acknowledged before a crash must still hold.
 */
export const startPerson = async (parts: PersonParts, tabs: number): Promise<void> => {
  const lines = Array.from({ length: linesPerPerson }, () => newLine(parts))
  const past: Line[] = []
  const tab = async () => {
    while (!parts.isOver()) {
      const place = parts.random.below(lines.length)
      const line = lines[place]
      if (line !== undefined && line.calls < line.callsAtMost) await act(parts, line)
      else {
        if (line !== undefined) past.push(line)
        lines[place] = newLine(parts)
      }
    }
  }
  await Promise.all(Array.from({ length: tabs }, tab))
  await Promise.all([...past, ...lines].map((line) => submitAgain(parts, line)))
}

/** The newest code first: one after the other, so that every answer says something. */
const submitAgain = async (parts: PersonParts, line: Line): Promise<void> => {
  for (const code of line.codes.slice(-2).toReversed()) await submit(parts, line, [code])
}

const names = Object.keys(purposes)

const newLine = ({ random, newPhone, ip }: PersonParts): Line => ({
  purpose: names[random.below(names.length)] ?? 'prove_plain',
  phone: newPhone(),
  ip,
  codes: [],
  calls: 0,
  callsAtMost: callsPerLine.least + random.below(callsPerLine.most - callsPerLine.least),
  keys: 0,
})

const act = async (parts: PersonParts, line: Line): Promise<void> => {
  const { random } = parts
  if (line.codes.length === 0 || random.chance(0.3)) return send(parts, line)
  if (random.chance(0.15)) return sendKeyed(parts, line)
  const right = line.codes.at(-1) ?? ''
  const old = line.codes[random.below(line.codes.length)] ?? ''
  const wrong = random.digits(10)
  switch (random.pick(['right', 'right', 'rush', 'rush', 'wrong', 'old', 'mix', 'overtake'])) {
    case 'right':
      return submit(parts, line, [right])
    case 'rush':
      return submit(
        parts,
        line,
        Array.from({ length: 2 + random.below(3) }, () => right),
      )
    case 'wrong':
      return submit(parts, line, [wrong])
    case 'old':
      return submit(parts, line, [old])
    case 'mix':
      return submit(parts, line, [wrong, right, old])
    case 'overtake':
      await Promise.all([send(parts, line), submit(parts, line, [right])])
  }
}

const serverFor = ({ random, fleet }: PersonParts): ServerProcess | undefined => {
  const alive = fleet.alive()
  return alive[random.below(alive.length)]
}

const send = async (parts: PersonParts, line: Line): Promise<void> => {
  const server = serverFor(parts)
  if (server === undefined || !parts.client.canSend(server, line)) return breathe()
  line.calls += 1
  await learn(line, await parts.client.send(server, line))
}

/** A shown code is there to be typed; a service that cannot answer is left alone for a moment. */
const learn = async (line: Line, outcome: Outcome): Promise<void> => {
  if (outcome.kind === 'sent' && outcome.code !== undefined) line.codes.push(outcome.code)
  if (outcome.kind === 'unavailable' || outcome.kind === 'unknown') await breathe(50)
}

/** The same request to several servers at the same time, and once more afterwards. */
const sendKeyed = async (parts: PersonParts, line: Line): Promise<void> => {
  const { client, fleet, ip } = parts
  line.keys += 1
  const key = `${ip}-${line.phone}-${line.keys}`
  const servers = fleet.alive().filter((server) => client.canSend(server, line))
  const sendOne = async (server: ServerProcess) => {
    line.calls += 1
    await learn(line, await client.send(server, line, key))
  }
  await Promise.all(servers.map(sendOne))
  const again = serverFor(parts)
  if (again !== undefined && client.canSend(again, line)) await sendOne(again)
}

const submit = async (parts: PersonParts, line: Line, codes: readonly string[]): Promise<void> => {
  line.calls += codes.length
  await Promise.all(
    codes.map(async (code) => {
      const server = serverFor(parts)
      if (server === undefined) return breathe()
      await learn(line, await parts.client.verify(server, line, code))
    }),
  )
}

/** Gives way, so that a person who can do nothing does not keep the others from it. */
const breathe = (ms = 5) => pause(ms)
