/** Loaded before the server: on SIGUSR2 something fails that nobody waits for, as `FAULT` says. */
const marker = process.env['MARKER'] ?? ''

const faults: Readonly<Record<string, () => void>> = {
  exception: () => {
    throw new Error(`while sending to ${marker}\n    at ${marker} (x:1:1)`)
  },
  rejection: () => void Promise.reject(new TypeError(marker, { cause: marker })),
  value: () => void Promise.reject({ to: marker }),
}

process.on('SIGUSR2', () => setImmediate(() => faults[process.env['FAULT'] ?? '']?.()))
