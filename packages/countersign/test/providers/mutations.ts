import type { Kinds } from './support/under-test.ts'

/** One thing that a provider does right, broken on purpose, and the case that must turn red. */
export interface Mutation {
  readonly name: string
  readonly provider: keyof Kinds
  /** File below `src/providers/`. */
  readonly file: string
  /** Text that stands there exactly once, and what takes its place. */
  readonly edits: readonly (readonly [find: string, replace: string])[]
  /** Beginning of the title of the case that finds it. */
  readonly turnsRed: string
}

/** At least one for every case of the contract. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the id is no id',
    provider: 'arkesel',
    file: 'arkesel/index.ts',
    edits: [
      [
        "    id: 'arkesel',\n    channels: ['sms'],\n    send",
        "    id: 'Arkesel SMS',\n    channels: ['sms'],\n    send",
      ],
    ],
    turnsRed: 'B1 a provider has an id',
  },
  {
    name: 'the number loses a digit',
    provider: 'msg91',
    file: 'msg91/index.ts',
    edits: [["replace(/^\\+/, '')", "replace(/^\\+\\d/, '')"]],
    turnsRed: 'B1 an accepted message arrives once',
  },
  {
    name: 'the plus is sent unencoded, and arrives as a space',
    provider: 'twilio',
    file: 'twilio/index.ts',
    edits: [['.toString()\n', ".toString().replace('%2B', '+')\n"]],
    turnsRed: 'B1 an accepted message arrives once',
  },
  {
    name: 'a request is sent twice',
    provider: 'twilio',
    file: 'http-call.ts',
    edits: [
      [
        'const result = await exchange(call)',
        'await exchange(call)\n  const result = await exchange(call)',
      ],
    ],
    turnsRed: 'B1 an accepted message arrives once',
  },
  {
    name: 'each try says something else',
    provider: 'webhook',
    file: 'webhook/index.ts',
    edits: [
      ['text: message.text.reveal(),', 'text: message.text.reveal() + performance.now(),'],
      ['const id = message.deliveryId', 'const id = String(performance.now())'],
    ],
    turnsRed: 'B1 the same message twice',
  },
  {
    name: 'hand-overs share their recipient',
    provider: 'smtp',
    file: 'smtp/index.ts',
    edits: [
      [
        '  const server = serverOf(settings, secret)\n',
        '  const server = serverOf(settings, secret)\n  let to: string | undefined\n',
      ],
      [
        'mail: await composeMail(message, settings.from)',
        'mail: { ...(await composeMail(message, settings.from)), to: (to ??= message.to.reveal()) }',
      ],
    ],
    turnsRed: 'B1 twenty messages',
  },
  {
    name: 'a secret is kept in the open',
    provider: 'resend',
    file: 'resend/index.ts',
    edits: [
      [
        "    id: 'resend',\n    channels",
        "    id: 'resend',\n    ...{ apiKey: apiKey.reveal() },\n    channels",
      ],
    ],
    turnsRed: 'B1 G1 a provider that is printed',
  },
  {
    name: 'listeners stay on the signal',
    provider: 'arkesel',
    file: '../exchange/http-exchange.ts',
    edits: [["call.signal.removeEventListener('abort', onAbort)", '']],
    turnsRed: 'B1 L5 a signal',
  },
  {
    name: 'listeners stay on the signal',
    provider: 'smtp',
    file: 'smtp/hand-over.ts',
    edits: [["signal.removeEventListener('abort', onAbort)", '']],
    turnsRed: 'B1 L5 a signal',
  },
  {
    name: 'the id that the service gave is lost',
    provider: 'resend',
    file: 'resend/classify.ts',
    edits: [["{ kind: 'accepted', messageId }", "{ kind: 'accepted' }"]],
    turnsRed: 'B1 a service that takes a message',
  },
  {
    name: 'an error with status 200 is taken for a success',
    provider: 'msg91',
    file: 'msg91/classify.ts',
    edits: [["isSuccess(answer) && type === 'success'", 'isSuccess(answer)']],
    turnsRed: 'B1 B2 a refusal',
  },
  {
    name: 'what the service said becomes the reason',
    provider: 'arkesel',
    file: 'arkesel/classify.ts',
    edits: [
      [
        "failure('bad_recipient', { answer })",
        "failure('bad_recipient', { answer, reason: textIn(answer.json, 'message') })",
      ],
      [
        "failure('config', { answer })",
        "failure('config', { answer, reason: textIn(answer.json, 'message') })",
      ],
    ],
    turnsRed: 'B1 G4 what a service says',
  },
  {
    name: 'what the mail server said becomes the reason',
    provider: 'smtp',
    file: 'smtp/classify.ts',
    edits: [['reason: `smtp ', 'reason: (error as Error).message + `']],
    turnsRed: 'B1 G4 what a service says',
  },
  {
    name: 'a reset is always taken for one before the request',
    provider: 'twilio',
    file: '../exchange/network-failure.ts',
    edits: [["if (mayHaveLeft) return { kind: 'unknown', reason }", '']],
    turnsRed: 'B1 B3 a connection that is reset',
  },
  {
    name: 'nobody notes when the mail server asked for the message',
    provider: 'smtp',
    file: 'smtp/hand-over.ts',
    edits: [['        mayHaveLeft = true\n', '']],
    turnsRed: 'B1 B3 a connection that is reset',
  },
  {
    name: 'every success is taken at its status',
    provider: 'webhook',
    file: 'http-call.ts',
    edits: [
      ["return { kind: 'unknown', reason: 'unreadable answer' }", "return { kind: 'accepted' }"],
    ],
    turnsRed: 'B1 B3 an answer that cannot be read',
  },
  {
    name: 'everything that fails is unknown',
    provider: 'resend',
    file: '../exchange/http-exchange.ts',
    edits: [['let mayHaveLeft = false', 'let mayHaveLeft = true']],
    turnsRed: 'B1 a service that is gone',
  },
  {
    name: 'nobody listens to the signal',
    provider: 'arkesel',
    file: '../exchange/http-exchange.ts',
    edits: [
      ["    call.signal.addEventListener('abort', onAbort)\n", '    setTimeout(onAbort, 1500)\n'],
    ],
    turnsRed: 'B1 B3 a hand-over that is aborted after',
  },
  {
    name: 'an abort answers, and leaves the request running',
    provider: 'webhook',
    file: '../exchange/http-exchange.ts',
    edits: [["if (result.kind !== 'answered' || result.body === undefined) request.destroy()", '']],
    turnsRed: 'B1 a hand-over that is aborted leaves no connection',
  },
  {
    name: 'an abort answers, and leaves the connection open',
    provider: 'smtp',
    file: 'smtp/hand-over.ts',
    edits: [['      connection.close()\n', '']],
    turnsRed: 'B1 a hand-over that is aborted leaves no connection',
  },
  {
    name: 'nobody looks whether it was aborted before',
    provider: 'twilio',
    file: '../exchange/http-exchange.ts',
    edits: [
      [
        "    if (call.signal.aborted) return resolve({ kind: 'transient', reason: 'aborted' })\n",
        '',
      ],
    ],
    turnsRed: 'B1 a hand-over that was aborted before it began',
  },
  {
    name: 'the key stands in the address',
    provider: 'msg91',
    file: 'msg91/index.ts',
    edits: [["'/api/v5/flow')", "'/api/v5/flow?authkey=' + authKey.reveal())"]],
    turnsRed: 'B1 G1 no address',
  },
]
