import { answer } from '../answer.ts'
import { aliveAnswer, readyAnswer } from '../contract/health.ts'
import type { HttpParts } from '../parts.ts'
import type { Route } from '../route.ts'

/** `GET /healthz` and `GET /readyz`. */
export const healthRoutes = ({ store }: HttpParts): readonly Route[] => [
  {
    method: 'get',
    path: '/healthz',
    summary: 'Alive',
    description: 'Answers as long as the process does. Restart it when this stops.',
    success: { schema: aliveAnswer, description: 'The process answers.' },
    problems: [],
    handle: () => answer({ status: 'alive' }),
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Ready',
    description: 'Answers 200 while the store takes writes. Send no traffic when it does not.',
    success: { schema: readyAnswer, description: 'The store takes writes.' },
    problems: ['unavailable'],
    handle: async () => {
      await store.ready()
      return answer({ status: 'ready' })
    },
  },
]
