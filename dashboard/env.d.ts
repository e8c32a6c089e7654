declare module 'virtual:region-files' {
  /** Administrative code → address of its map, for the province that was built. */
  export const files: Readonly<Record<string, string>>
  /** 审图号, `''` when the maps have none. */
  export const approval: string
}
