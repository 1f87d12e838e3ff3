import type { Http } from '../../http/app.ts'
import { type Log, silentLog } from '../../ports/log.ts'
import { type ExpressMiddleware, type ExpressRequest, fromExpress, isRead } from './request.ts'
import { writeAnswer } from './write.ts'

/**
 * All routes as one middleware. Requests for other paths go on to the next one.
 *
 * Who asks is the other end of the socket, or what your `trustedProxies` say; Express's own
 * `trust proxy` is not looked at.
 */
export const createExpressRoutes =
  (http: Pick<Http, 'answer' | 'serves'>, log: Log = silentLog): ExpressMiddleware =>
  (request: ExpressRequest, response, next) => {
    const api = fromExpress(request)
    if (!http.serves(api.path)) return next()
    if (isSignedCall(api.path) && isRead(request) && request.rawBody === undefined)
      log.warn({}, 'a body parser has read a signed call: mount Countersign before it')
    const respond = async () => {
      const answer = await http.answer(api, { peer: request.socket.remoteAddress })
      writeAnswer(response, answer, request.method)
    }
    respond().catch(next)
  }

const isSignedCall = (path: string): boolean => path.startsWith('/webhooks/')
