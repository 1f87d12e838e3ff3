/** Whether a path, as requested, is one that a route's path stands for: a step in braces is any text. */
export const matchesPath = (path: string, requested: string): boolean => {
  const [due, given] = [path.split('/'), requested.split('/')]
  const fits = (step: string, n: number) =>
    /^\{\w+\}$/.test(step) ? given[n] !== '' : step === given[n]
  return due.length === given.length && due.every(fits)
}
