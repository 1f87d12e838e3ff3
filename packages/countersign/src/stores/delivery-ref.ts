import { asBuffer } from '../ports/bytes.ts'

/** Bytes of the salt of a code that stand in the reference of its deliveries. */
const tagBytes = 8

/** A reference taken apart. */
export interface DeliveryKey {
  readonly id: number
  readonly tag: Uint8Array
}

/** What makes the reference of a delivery impossible to guess: a part of its code's salt. */
export const tagOf = (salt: Uint8Array): Uint8Array => salt.subarray(0, tagBytes)

/** Names a delivery by both its number and its tag. Every statement compares both. */
export const refOf = ({ id, tag }: DeliveryKey): string => `${id}-${asBuffer(tag).toString('hex')}`

/** Takes a reference apart; nothing if it cannot be one of ours. */
export const readRef = (ref: string | undefined): DeliveryKey | undefined => {
  const [, id, tag] = /^([1-9]\d{0,14})-([0-9a-f]{16})$/.exec(ref ?? '') ?? []
  return id === undefined || tag === undefined
    ? undefined
    : { id: Number(id), tag: Buffer.from(tag, 'hex') }
}
