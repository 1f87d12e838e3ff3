import { createCountersign } from 'countersign'
import { listen } from '../listen.ts'
import { openParts } from '../open-parts.ts'
import { createPasswordApp } from './app.ts'
import { codes } from './codes.ts'

const parts = openParts({ database: './data/susu.db', scripts: ['/codes.js'] })
const countersign = createCountersign(codes)

listen(createPasswordApp(parts, countersign))
