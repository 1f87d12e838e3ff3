/** Does some work with a signal that aborts after `withinMs`. No timer is left when it is done. */
export const withDeadline = async <Result>(
  withinMs: number,
  work: (deadline: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), Math.max(1, withinMs))
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
