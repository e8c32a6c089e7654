import { describe } from 'vitest'
import { provesMetrics } from '../../support/oracle/provesMetrics.ts'
import { PROVINCES } from '../../support/oracle/provinces.ts'

describe('study, consultation and shows', () => provesMetrics(PROVINCES.participation))

describe('U+', () => provesMetrics(PROVINCES.uPlus))
