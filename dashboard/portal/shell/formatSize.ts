const number = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** Size of a file: `820 B`, `12.3 KB`, `4.5 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 999_950 ? `${number.format(bytes / 1_000)} KB` : `${number.format(bytes / 1_000_000)} MB`
}
