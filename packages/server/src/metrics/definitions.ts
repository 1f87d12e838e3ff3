/** A metric of ours: what it is called, what it says, and its labels with all that they can hold. */
export interface MetricDefinition {
  readonly name: string
  readonly help: string
  /** Meaning of each label, by its name. */
  readonly labels: Readonly<Record<string, string>>
}

const purpose = 'one that is configured'
const integration = 'one that a channel names; `none` if no message was handed over'
const country =
  'ISO 3166-1 alpha-2 code of a phone number, of `countries` if that is set; `none` for email; `other`'

/** Counters, by what is counted. */
export const counters = {
  sends: {
    name: 'countersign_sends_total',
    help: 'Calls for a code, by how they ended.',
    labels: {
      purpose,
      channel: '`sms`, `email`, `whatsapp`',
      country,
      integration,
      outcome:
        '`sent`, `unknown` (no provider answered in time), `delivery_failed`, `out_of_reach`, `test_recipient`, `suppressed`, `silenced`, `deferred`, `refused`, `repeated`, `reused_key`, `sign_in_required`, `sign_in_again`, `captcha_failed`, `limited`, `cooling_down`, `locked`, `unavailable`, `failed`',
    },
  },
  verifications: {
    name: 'countersign_verifications_total',
    help: 'Checks of a code, by how they ended.',
    labels: {
      purpose,
      outcome:
        '`verified`, `wrong`, `expired`, `used`, `locked`, `unknown` (no code was sent), `over_budget`, `malformed`, `foreign`, `contact_taken`, `sign_in_required`, `sign_in_again`, `limited`, `unavailable`, `failed`',
    },
  },
  verified: {
    name: 'countersign_verified_total',
    help: 'Codes that were right, by where they had been sent.',
    labels: {
      purpose,
      country,
      integration: 'one that a channel names; `none` if another process sent the code',
    },
  },
  redemptions: {
    name: 'countersign_redemptions_total',
    help: 'Proofs that were presented, by how that ended.',
    labels: {
      purpose,
      outcome:
        '`redeemed`, `unknown`, `used`, `expired`, `foreign` (for another purpose, recipient, subject, action or session), `malformed`, `unavailable`, `failed`',
    },
  },
  limitHits: {
    name: 'countersign_limit_hits_total',
    help: 'Limits that refused, or would have if they were no shadow limits.',
    labels: {
      purpose,
      limit: '`recipient`, `ip`, `subject`, `purpose`, `global`',
      on: '`send`, `verify`',
      shadow: '`true` if nobody was refused, else `false`',
    },
  },
  checkpoints: {
    name: 'countersign_audit_checkpoints_total',
    help: 'Checkpoints of the audit log that this instance sealed. Over all instances they add up to what there is.',
    labels: {},
  },
  auditFailures: {
    name: 'countersign_audit_failures_total',
    help: 'Work around the audit log that failed and is tried again; for `anchor`, exported checkpoints that the log does not have.',
    labels: { task: '`seal`, `export`, `anchor`, `watch`, `switches`' },
  },
  abuseAlarms: {
    name: 'countersign_abuse_alarms_total',
    help: 'Times that sending looked like abuse. Nothing is stopped by it.',
    labels: { kind: '`number_range`, `address`, `conversion`, `wrong_codes`' },
  },
  storeErrors: {
    name: 'countersign_store_errors_total',
    help: 'Calls of the store that failed.',
    labels: { verb: 'of the store, for example `open`, `settle`, `attempt`, `apiKeys.find`' },
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>

/** Histograms, by what is timed, with their buckets in seconds. */
export const histograms = {
  requests: {
    name: 'countersign_http_request_duration_seconds',
    help: 'Time to answer a request.',
    labels: {
      method: 'of HTTP; `other` for rare ones',
      route: 'pattern of the route; `none` if there is no such route',
      status: 'of the answer',
    },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  providerCalls: {
    name: 'countersign_provider_call_duration_seconds',
    help: 'Time that a call of a provider took, retries counted one by one.',
    labels: {
      integration: 'one that a channel names',
      channel: '`sms`, `email`, `whatsapp`',
      outcome:
        '`accepted`, `unknown`, `bad_recipient`, `opted_out`, `policy`, `config`, `funds`, `throttled`, `transient`',
    },
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  store: {
    name: 'countersign_store_duration_seconds',
    help: 'Time that a call of the store took, waiting for its turn and for the disk included.',
    labels: { verb: 'of the store' },
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  },
} as const satisfies Readonly<Record<string, MetricDefinition & { buckets: readonly number[] }>>

/** Gauges, by what is measured. */
export const gauges = {
  breaker: {
    name: 'countersign_breaker_state',
    help: 'Whether an integration is left alone after faults in a row: 0 no, 1 being tried again, 2 yes.',
    labels: { integration: 'one that a channel names' },
  },
  sealedAt: {
    name: 'countersign_audit_sealed_timestamp_seconds',
    help: 'Until when everything in the audit log is sealed, as seconds since 1970: `time()` less this is the most that its oldest unsealed event can be old. 0 until the first round.',
    labels: {},
  },
  switchedOff: {
    name: 'countersign_switched_off',
    help: '1 for everything that is switched off. Not there for what is on.',
    labels: {
      scope: '`all`, `channel`, `integration`, `country`, `purpose`',
      target: 'what is off: `all`, one that is configured, or `other`',
    },
  },
  ready: {
    name: 'countersign_ready',
    help: 'Whether the store takes writes: 1 yes, 0 no. Asked at each scrape.',
    labels: {},
  },
  freeBytes: {
    name: 'countersign_store_free_bytes',
    help: 'Free space on the disk that the SQLite file is on. Not there for other stores.',
    labels: {},
  },
  build: {
    name: 'countersign_build_info',
    help: 'Always 1.',
    labels: { version: 'of Countersign' },
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>
