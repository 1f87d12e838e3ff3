import { listen } from '../listen.ts'
import { openParts } from '../open-parts.ts'
import { createPasswordApp } from './app.ts'

const parts = openParts({ database: './data/susu.db' })

listen(createPasswordApp(parts))
