/** Somebody with an operator's token, at the admin API that the app serves. */
export interface Administrator {
  /** Switches a provider on or off. Resolves with the status of the answer. */
  flip(integration: string, isOn: boolean): Promise<number>
  /** How many events of a type are on record. */
  count(type: string): Promise<number>
}

/** An administrator of the app at `url`. */
export const createAdministrator = (url: string, token: string): Administrator => {
  const authorization = `Bearer ${token}`
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
      const at = `${url}/api/admin/audit?limit=500&type=${type}`
      const answer = await fetch(at, { headers: { authorization } })
      const { events } = (await answer.json()) as { readonly events: readonly unknown[] }
      return events.length
    },
  }
}
