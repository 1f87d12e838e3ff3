import type { Request } from 'express'

/** What a form says in a field, or nothing: a field that was sent twice says nothing. */
export const typed = (request: Request, name: string): string => {
  const body: unknown = request.body
  if (typeof body !== 'object' || body === null) return ''
  const value = new Map<string, unknown>(Object.entries(body)).get(name)
  return typeof value === 'string' ? value : ''
}

/** A phone number without what people put between its digits. */
export const readPhone = (text: string): string => text.replace(/[\s().-]/g, '')

/** The phone number of a form. */
export const typedPhone = (request: Request): string => readPhone(typed(request, 'phone'))

/** Whether a phone number is complete, in E.164 form. */
export const isPhone = (phone: string): boolean => /^\+[1-9]\d{7,14}$/.test(phone)
