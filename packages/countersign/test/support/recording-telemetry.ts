import type { Telemetry, TelemetryEvent } from 'countersign'

/** A sink that remembers. */
export interface RecordingTelemetry extends Telemetry {
  readonly events: readonly TelemetryEvent[]
  /** Events of one kind, oldest first. */
  of<Kind extends TelemetryEvent['kind']>(
    kind: Kind,
  ): readonly Extract<TelemetryEvent, { readonly kind: Kind }>[]
}

/** Creates a sink for tests. */
export const createRecordingTelemetry = (): RecordingTelemetry => {
  const events: TelemetryEvent[] = []
  const isOf =
    <Kind extends TelemetryEvent['kind']>(kind: Kind) =>
    (event: TelemetryEvent): event is Extract<TelemetryEvent, { readonly kind: Kind }> =>
      event.kind === kind
  return {
    events,
    record: (event) => void events.push(event),
    of: (kind) => events.filter(isOf(kind)),
  }
}
