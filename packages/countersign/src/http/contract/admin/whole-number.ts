import { z } from '../zod.ts'

/** A whole number in a query. */
export const wholeNumber = ({
  atLeast,
  atMost,
}: {
  readonly atLeast: number
  readonly atMost: number
}) => {
  const error = `must be a whole number from ${atLeast} to ${atMost}`
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.int().min(atLeast, error).max(atMost, error))
    .openapi({ type: 'integer' })
}
