/** GET /api/kiosks → {kiosks}; POST /api/kiosks {name, org} → NewKiosk; DELETE /api/kiosks/:id → KioskInfo. Administrators only. */
export interface KioskInfo {
  id: string
  name: string
  org: string
  orgName: string
  isRevoked: boolean
  createdAt: number
  /** When a screen last showed the wall by it, give or take five minutes; null for never. */
  lastSeenAt: number | null
}

export interface NewKiosk {
  kiosk: KioskInfo
  /** Opens the wall; told only here. */
  link: string
}
