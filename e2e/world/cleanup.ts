/** Things to be undone, the last one first, also when the program is interrupted. */
export interface Cleanup {
  add(undo: () => void | Promise<void>): void
  /** Undoes everything. */
  run(): Promise<void>
}

/** Creates a list of things to be undone. */
export const createCleanup = (): Cleanup => {
  const undos: (() => void | Promise<void>)[] = []
  return {
    add: (undo) => {
      undos.push(undo)
    },
    run: async () => {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) await undo()
    },
  }
}
