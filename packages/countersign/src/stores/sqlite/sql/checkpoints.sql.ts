/**
 * Adds a checkpoint.
 *
 * Guarantee: only the number behind the last one is taken, under the write lock, so of any number of
 * sealers one adds it, and there is one chain. No row back means that another was first.
 */
export const addCheckpoint = /* sql */ `
insert into checkpoints (number, text, signature, key_id)
select :number, :text, :signature, :key_id
where :number = (select coalesce(max(number), 0) + 1 from checkpoints)
returning number`

/** Checkpoints behind a number. */
export const readCheckpoints = /* sql */ `
select number, text, signature, key_id from checkpoints
where number > :after order by number limit :rows_at_most`
