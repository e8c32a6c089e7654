import { provesMetrics } from '../../support/oracle/provesMetrics.ts'
import { PROVINCES } from '../../support/oracle/provinces.ts'

provesMetrics(PROVINCES.jiangsu)
