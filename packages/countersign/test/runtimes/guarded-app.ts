import { createCountersign, type Store } from 'countersign'
import { createFetchGates } from 'countersign/fetch'

/** An app with every route of Countersign and one of its own behind a gate. Nothing in it knows its runtime. */
export const createGuardedApp = (store: Store) => {
  const countersign = createCountersign({
    store,
    brand: 'Acme',
    purposes: { limited: { limits: [{ per: 'ip', on: 'send', max: 2, seconds: 900 }] } },
  })
  const { requireProof } = createFetchGates(countersign)
  const guarded = requireProof('register')((_request, proof) =>
    Response.json({ passed: proof?.recipient }),
  )
  return {
    fetch: (request: Request, peer: string | undefined): Promise<Response> | Response =>
      new URL(request.url).pathname === '/guarded'
        ? guarded(request)
        : countersign.fetch(request, { peer }),
    close: () => countersign.close(),
  }
}
