import { createLinkWithinToken, useLinkWithinToken } from '../sql/admin-sessions.sql.ts'

/** A sign-in link, and the session that it becomes, end with the token of their name at the latest. */
export const linksWithinTokens = [createLinkWithinToken, useLinkWithinToken].join('\n')
