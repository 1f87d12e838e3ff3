/** What is wrong with a log, and where. */
export interface Finding {
  /** `stream:n` of the event, or `checkpoint n`. */
  readonly at: string
  readonly problem: FindingKind
}

/** What can be wrong with a log. */
export const findingKinds = {
  altered: 'is not as it was written: a field was changed, or somebody without the key wrote it',
  missing: 'is not there',
  duplicated: 'is there twice',
  unknown_key: 'was written with a key that is not in the key ring',
  person_removed: 'names nobody any more, but no erasure says so',
  cut: 'is covered by a checkpoint, but the stream ends before it',
  checkpoint_altered:
    'is not as it was signed, or was signed with a key that is not in the key ring',
  checkpoint_out_of_order: 'does not follow the one before it',
  checkpoint_missing: 'is not there',
  root_differs: 'does not fit the events it covers',
  ranges_overlap: 'covers events that another one covers, or leaves some out',
  anchor_missing:
    'was exported, but the log ends before it: its end was cut off, or an older copy put back',
  anchor_differs:
    'was exported with another content: this is not the log that it was exported from',
} as const

/** One of {@link findingKinds}. */
export type FindingKind = keyof typeof findingKinds
