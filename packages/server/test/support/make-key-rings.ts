/** Makes key rings in folder after folder, as fast as it can. */
import { join } from 'node:path'
import { initKeyRing } from 'countersign/keys'

const [base = '', count = ''] = process.argv.slice(2)
for (let n = 0; n < Number(count); n++) initKeyRing(join(base, String(n)))
