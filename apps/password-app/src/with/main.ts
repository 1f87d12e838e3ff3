import { createCountersign } from 'countersign'
import { listen } from '../listen.ts'
import { openParts } from '../open-parts.ts'
import { createPasswordApp } from './app.ts'
import { codesFor } from './codes.ts'

const parts = openParts({ database: './data/susu.db', scripts: ['/codes.js'] })
const countersign = createCountersign(codesFor(parts))

listen(createPasswordApp(parts, countersign))
