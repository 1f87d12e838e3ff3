import { createCountersign } from 'countersign'
import { expect, onTestFinished, test } from 'vitest'

test('A8 inside of an app / stays what the app makes of it', async () => {
  const countersign = createCountersign({ runChores: 'by_hand' })
  onTestFinished(() => countersign.close())
  expect(countersign.http.serves('/')).toBe(false)
  expect(countersign.http.serves('/api/otp/send')).toBe(true)
})
