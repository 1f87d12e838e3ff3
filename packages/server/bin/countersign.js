#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `countersign: needs Node 22.18 or newer, this is ${process.versions.node}; inside the repository use "npx countersign", which brings its own\n`,
  )
  process.exitCode = 2
} else {
  await import('../dist/main.js')
}
