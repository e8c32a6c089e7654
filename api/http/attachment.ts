/**
 * Headers of a file that a browser stores instead of showing it, whatever is inside. The name may be Chinese (RFC 6266).
 */
export function attachmentHeaders(name: string): Record<string, string> {
  const plain = name.replace(/[^\w.-]+/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, c => `%${c.charCodeAt(0).toString(16)}`)
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
}
