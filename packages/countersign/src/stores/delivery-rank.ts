import { type DeliveryState, deliveryStates } from '../ports/delivery.ts'

/** How states are kept: as their place in {@link deliveryStates}, so that "further" is "greater". */
export const rankOf = (state: DeliveryState): number => deliveryStates.indexOf(state)

/** The state that is kept as this number. */
export const stateAt = (rank: number): DeliveryState => deliveryStates[rank] ?? 'unknown'

/** Why a delivery is `unknown` that nobody settled. */
export const unsettledReason = 'not settled'
