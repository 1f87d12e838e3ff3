/** Times in answers: ISO 8601 in UTC. */
export const isoTime = (atMs: number): string => new Date(atMs).toISOString()
