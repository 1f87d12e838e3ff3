import type { LimiterName, Phase, ServerName } from './phases.ts'

/** A figure with an aim: one phase beside another. */
export interface Measure {
  /** Its line in the list of goals, such as `P1`. */
  readonly id: string
  readonly title: string
  readonly ours: Phase
  readonly beside: Phase
  /** `rate`: how many times as many per second. `wait`: how many times as long at p50 of send. */
  readonly compares: 'rate' | 'wait'
  readonly must: number
  readonly goal: number
}

const load = (server: ServerName, connections: number): Phase => ({ server, connections })

const checking = (limiter: LimiterName, atATime: number): Phase => ({ limiter, atATime })

const checks = 'limiter checks, SQLite FULL, vs rate-limiter-flexible WAL + NORMAL'

/** Everything that is measured. */
export const measures: readonly Measure[] = [
  {
    ...{ id: 'P1', title: 'SQLite cycle vs no-op cycle, 32 connections' },
    ...{ ours: load('sqlite', 32), beside: load('no-op', 32) },
    ...{ compares: 'rate', must: 0.12, goal: 0.2 },
  },
  {
    ...{ id: 'P2', title: 'SQLite cycle vs no-op cycle, 128 connections' },
    ...{ ours: load('sqlite', 128), beside: load('no-op', 128) },
    ...{ compares: 'rate', must: 0.14, goal: 0.24 },
  },
  {
    ...{ id: 'P10', title: 'PostgreSQL cycle vs no-op cycle, 32 connections' },
    ...{ ours: load('postgres', 32), beside: load('no-op', 32) },
    ...{ compares: 'rate', must: 0.1, goal: 0.18 },
  },
  {
    ...{ id: 'P10', title: 'PostgreSQL cycle vs no-op cycle, 128 connections' },
    ...{ ours: load('postgres', 128), beside: load('no-op', 128) },
    ...{ compares: 'rate', must: 0.12, goal: 0.25 },
  },
  {
    ...{ id: 'P11', title: 'SQLite, batched vs one verb per commit, 32 connections' },
    ...{ ours: load('sqlite', 32), beside: load('sqlite unbatched', 32) },
    ...{ compares: 'rate', must: 3, goal: 4 },
  },
  {
    ...{ id: 'P11', title: 'PostgreSQL, batched vs one verb per commit, 32 connections' },
    ...{ ours: load('postgres', 32), beside: load('postgres unbatched', 32) },
    ...{ compares: 'rate', must: 2, goal: 3 },
  },
  {
    ...{ id: 'P14', title: 'send p50 vs no-op p50, 1 connection' },
    ...{ ours: load('sqlite', 1), beside: load('no-op', 1) },
    ...{ compares: 'wait', must: 12, goal: 6 },
  },
  {
    ...{ id: 'P15', title: `${checks}, 32 at a time` },
    ...{ ours: checking('limiter', 32), beside: checking('limiter peer', 32) },
    ...{ compares: 'rate', must: 2, goal: 3 },
  },
  {
    ...{ id: 'P15', title: `${checks}, 128 at a time` },
    ...{ ours: checking('limiter', 128), beside: checking('limiter peer', 128) },
    ...{ compares: 'rate', must: 2, goal: 3 },
  },
  {
    ...{ id: 'P16', title: 'hot route without a store vs no-op cycle, 32 connections' },
    ...{ ours: load('stub', 32), beside: load('no-op', 32) },
    ...{ compares: 'rate', must: 0.5, goal: 0.65 },
  },
  {
    ...{ id: 'P16', title: 'the same, its HTTP side alone: without engine and store' },
    ...{ ours: load('route', 32), beside: load('no-op', 32) },
    ...{ compares: 'rate', must: 0.5, goal: 0.65 },
  },
]
