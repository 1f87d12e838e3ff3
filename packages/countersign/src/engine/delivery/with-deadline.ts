/**
 * Does some work with a signal that aborts after `withinMs`, or has aborted already if that is nothing. No
 * timer is left when it is done.
 */
export const withDeadline = async <Result>(
  withinMs: number,
  work: (deadline: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const controller = new AbortController()
  if (withinMs <= 0) controller.abort()
  const timer = setTimeout(() => controller.abort(), Math.max(1, withinMs))
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
