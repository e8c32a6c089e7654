/** GET /api/kiosks → {kiosks}; POST /api/kiosks {name, org} → NewKiosk; DELETE /api/kiosks/:id → KioskInfo. Administrators only. */
export interface KioskInfo {
  id: string
  name: string
  org: string
  orgName: string
  isRevoked: boolean
  createdAt: number
}

export interface NewKiosk {
  kiosk: KioskInfo
  /** Opens the wall; told only here. */
  link: string
}
