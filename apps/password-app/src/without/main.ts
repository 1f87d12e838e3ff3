import { listen } from '../listen.ts'
import { openParts } from '../open-parts.ts'
import { createPasswordApp } from './app.ts'

listen(createPasswordApp(openParts('./data/susu.db')))
