import { hash } from 'node:crypto'

const leafMark = Buffer.from([0])
const nodeMark = Buffer.from([1])

const leafHash = (leaf: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([leafMark, leaf]), 'buffer')

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([nodeMark, left, right]), 'buffer')

/** Folds leaves that arrive one after the other into the root of a Merkle tree (RFC 9162, 2.1.1). */
export interface MerkleFold {
  add(leaf: Uint8Array): void
  /** Hexadecimal. The hash of nothing if there was no leaf. */
  root(): string
}

/**
 * Keeps one hash for each level that is full so far, so a million leaves need twenty hashes. Folding
 * those from the right gives the tree of the standard, whatever the number of leaves.
 */
export const createMerkleFold = (): MerkleFold => {
  const full: (Buffer | undefined)[] = []
  return {
    add: (leaf) => {
      let node = leafHash(leaf)
      let level = 0
      for (let left = full[level]; left !== undefined; left = full[level]) {
        node = nodeHash(left, node)
        full[level] = undefined
        level += 1
      }
      full[level] = node
    },
    root: () => {
      const subtrees = full.filter((node) => node !== undefined)
      const [smallest, ...larger] = subtrees
      if (smallest === undefined) return hash('sha256', '')
      return larger.reduce((right, left) => nodeHash(left, right), smallest).toString('hex')
    },
  }
}
