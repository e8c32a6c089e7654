import type { CampaignInfo } from '../../warehouse/targets/campaignAnswer.ts'

export type {
  CampaignAnswer,
  CampaignInfo,
  PhaseInfo,
  TargetAnswer,
  TargetForecast,
  TargetStanding,
} from '../../warehouse/targets/campaignAnswer.ts'

/** GET /api/targets → CampaignList; GET /api/targets/:campaign?org=&phase= → CampaignAnswer. */
export interface CampaignList {
  /** Those with targets for the account's organisation or below it. */
  campaigns: CampaignInfo[]
  today: string
}
