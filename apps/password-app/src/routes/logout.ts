import type { RequestHandler } from 'express'
import type { Parts } from './parts.ts'

/** `POST /logout`. */
export const logout =
  ({ sessions }: Parts): RequestHandler =>
  (request, response) => {
    sessions.end(request, response)
    response.redirect(303, '/')
  }
