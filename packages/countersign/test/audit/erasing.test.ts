import { createAuditor, createOperator, readPhone, systemRandom, verifyLog } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, testKeyRing } from '../support/deployment.ts'
import { databases } from './databases.ts'

const phone = '+233244123456'

/** What refuses to remove a delivery, as a lock that is not given or a full disk would. */
const stops: Readonly<Record<string, readonly [stop: string, goOn: string]>> = {
  sqlite: [
    "create trigger stop before delete on deliveries begin select raise(abort, 'no'); end",
    'drop trigger stop',
  ],
  postgres: [
    `create function stop() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
    create trigger stop before delete on deliveries for each row execute function stop()`,
    'drop trigger stop on deliveries',
  ],
}

describe.each(Object.entries(databases))('an erasure on %s', (name, createDatabase) => {
  test('F4 F6 is on record only when everything is gone, and can be repeated until it is', async () => {
    const database = createDatabase()
    const { post, store } = await createDeployment({ store: (clock) => database.open(clock) })
    for (const phone_e164 of ['+233244123457', phone, '+233244123458'])
      await post('/api/otp/send', { purpose: 'login', phone_e164 })
    const auditor = createAuditor(testKeyRing, systemRandom)
    const operator = createOperator({ store, keyRing: testKeyRing, policies: {}, auditor })
    const recipient = readPhone(phone) ?? expect.fail('no phone')
    const erase = () => operator.erase({ recipient, actor: 'cli' })
    const told = async () =>
      (await store.audit.list({ rowsAtMost: 9, types: ['recipient.erased'] })).length
    const named = () =>
      database.sql("select 1 from audit_events where person like '%56\"%' and person is not null")
    const before = (await named()).length
    expect(before).toBeGreaterThan(0)

    const [stop = '', goOn = ''] = stops[name] ?? []
    await database.sql(stop)
    await expect(erase()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await told()).toBe(0)
    expect(await named()).toHaveLength(before)
    expect(await store.deliveries.list({ rowsAtMost: 9 })).toHaveLength(3)

    await database.sql(goOn)
    const { rows, events } = await erase()
    expect([rows > 1, events]).toEqual([true, before])
    expect([await told(), await named()]).toEqual([1, []])
    expect(await store.deliveries.list({ rowsAtMost: 9 })).toHaveLength(2)
    expect(await erase()).toEqual({ rows: 0, events: 0 })
    const keys = testKeyRing.all('audit')
    expect((await verifyLog({ audit: store.audit, keys })).findings).toEqual([])
  })
})
