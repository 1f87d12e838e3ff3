import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { median } from './statistics.ts'

/** Where the figures come from. */
export interface Environment {
  readonly node: string
  readonly system: string
  readonly cpu: string
  readonly memoryGb: number
  /** Median time until a small write is on the disk. */
  readonly syncMicroseconds: number
  /** Processes that wanted to run in the minute before. */
  readonly loadBefore: number
}

/** Looks at the machine; the disk is the one that holds `folder`. */
export const describeEnvironment = (folder: string): Environment => {
  const cores = cpus()
  return {
    node: process.version,
    system: `${process.platform} ${release()}`,
    cpu: `${cores.length} x ${cores[0]?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    syncMicroseconds: measureSync(folder),
    loadBefore: loadavg()[0] ?? 0,
  }
}

const probes = 200

const measureSync = (folder: string): number => {
  const path = join(folder, 'sync-probe')
  const file = openSync(path, 'w')
  const page = new Uint8Array(4096).fill(1)
  const times = Array.from({ length: probes }, () => {
    writeSync(file, page)
    const startMs = performance.now()
    fdatasyncSync(file)
    return (performance.now() - startMs) * 1000
  })
  closeSync(file)
  rmSync(path)
  return Math.round(median(times))
}
