/** Somebody with an operator's token, at the admin API that the app serves. */
export interface Administrator {
  /** Switches a provider on or off. Resolves with the status of the answer. */
  flip(integration: string, isOn: boolean): Promise<number>
  /** How many events of a type are on record. */
  count(type: string): Promise<number>
  /** Why messages did not go out. */
  reasons(): Promise<readonly (string | null)[]>
}

/** An administrator of the app at `url`. */
export const createAdministrator = (url: string, token: string): Administrator => {
  const authorization = `Bearer ${token}`
  const read = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(`${url}/api/admin/${path}`, { headers: { authorization } })
    return (await answer.json()) as Answer
  }
  return {
    flip: async (integration, isOn) => {
      const answer = await fetch(`${url}/api/admin/integrations/${integration}`, {
        method: 'PATCH',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ otp_enabled: isOn }),
      })
      await answer.arrayBuffer()
      return answer.status
    },
    count: async (type) => {
      const path = `audit?limit=500&type=${type}`
      return (await read<{ readonly events: readonly unknown[] }>(path)).events.length
    },
    reasons: async () => {
      type Listed = { readonly deliveries: readonly { readonly reason: string | null }[] }
      const { deliveries } = await read<Listed>('deliveries?limit=500')
      return deliveries.map(({ reason }) => reason)
    },
  }
}
