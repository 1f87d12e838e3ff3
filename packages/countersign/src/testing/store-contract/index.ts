import { adminGuarantees } from './admins.ts'
import { apiKeyGuarantees } from './api-keys.ts'
import { auditGuarantees } from './audit.ts'
import { codeGuarantees } from './codes.ts'
import { contactGuarantees } from './contacts.ts'
import type { ContractCase, CreateStoreUnderTest } from './contract-case.ts'
import { deliveryGuarantees } from './deliveries.ts'
import { deliveryReportGuarantees } from './delivery-reports.ts'
import { verbEventGuarantees } from './events-of-verbs.ts'
import { failureGuarantees } from './failures.ts'
import { grantGuarantees } from './granting.ts'
import { integrationGuarantees } from './integrations.ts'
import { limitGuarantees } from './limits.ts'
import { linkGuarantees } from './links.ts'
import { openedGuarantees } from './opened.ts'
import { proofGuarantees } from './proofs.ts'
import { recipientGuarantees } from './recipients.ts'
import { rekeyingGuarantees } from './rekeying.ts'
import { requestGuarantees } from './requests.ts'
import { resendGuarantees } from './resends.ts'
import { rotatingGuarantees } from './rotating.ts'
import { sessionGuarantees } from './sessions.ts'
import { shadowGuarantees } from './shadows.ts'
import { signInGuarantees } from './signing-in.ts'
import { suppressionGuarantees } from './suppressions.ts'
import { sweepGuarantees } from './sweeping.ts'
import { switchGuarantees } from './switches.ts'
import { switchingGuarantees } from './switching.ts'

const guarantees = [
  ...codeGuarantees,
  ...resendGuarantees,
  ...limitGuarantees,
  ...shadowGuarantees,
  ...failureGuarantees,
  ...requestGuarantees,
  ...deliveryGuarantees,
  ...deliveryReportGuarantees,
  ...suppressionGuarantees,
  ...sweepGuarantees,
  ...apiKeyGuarantees,
  ...auditGuarantees,
  ...verbEventGuarantees,
  ...switchGuarantees,
  ...switchingGuarantees,
  ...integrationGuarantees,
  ...adminGuarantees,
  ...recipientGuarantees,
  ...rekeyingGuarantees,
  ...linkGuarantees,
  ...grantGuarantees,
  ...proofGuarantees,
  ...signInGuarantees,
  ...sessionGuarantees,
  ...rotatingGuarantees,
  ...contactGuarantees,
  ...openedGuarantees,
]

/**
 * Everything that every store must hold, as cases for any test runner.
 *
 * @example
 * for (const { title, run } of storeContract(createStoreUnderTest)) test(title, run)
 */
export const storeContract = (create: CreateStoreUnderTest): readonly ContractCase[] =>
  guarantees.map(([title, check]) => ({
    title,
    run: async () => {
      const under = await create()
      try {
        await check(under)
      } finally {
        await under.store.close()
      }
    },
  }))
