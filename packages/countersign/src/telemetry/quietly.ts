/** The result of a call, or nothing if it threw: for work that nobody is waiting for. */
export const quietly = <Result>(call: () => Result): Result | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}
