import type { Countersign } from 'countersign'
import express, { type Express } from 'express'
import { loginPage, registerPage, resetPage } from '../pages/entry-pages.ts'
import { mePage, transferPage } from '../pages/member-pages.ts'
import { publicFolder } from '../public-folder.ts'
import { typedPhone } from '../routes/form.ts'
import { login } from '../routes/login.ts'
import { logout } from '../routes/logout.ts'
import { home, memberPage, openPage } from '../routes/pages.ts'
import type { Parts } from '../routes/parts.ts'
import { register } from '../routes/register.ts'
import { reset } from '../routes/reset.ts'
import { transfer } from '../routes/transfer.ts'

/** An app with passwords. */
export const createPasswordApp = (parts: Parts, countersign: Countersign): Express => {
  const { requireProof } = countersign
  const app = express()

  app.use(countersign.express())
  app.use(express.static(publicFolder))
  app.use(express.urlencoded({ extended: false }))

  app.get('/', home(parts))
  app.get('/register', openPage(parts, registerPage))
  app.get('/login', openPage(parts, loginPage))
  app.get('/reset', openPage(parts, resetPage))
  app.get('/me', memberPage(parts, mePage))
  app.get('/transfer', memberPage(parts, transferPage))

  app.post('/register', requireProof('register', { recipient: typedPhone }))
  app.post('/register', register(parts))
  app.post('/login', requireProof('login', { recipient: typedPhone }))
  app.post('/login', login(parts))
  app.post('/reset', requireProof('reset', { recipient: typedPhone }))
  app.post('/reset', reset(parts))
  app.post('/transfer', requireProof('step_up', { recipient: parts.sessions.phoneOf }))
  app.post('/transfer', transfer(parts))
  app.post('/logout', logout(parts))

  return app
}
