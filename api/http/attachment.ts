import contentDisposition from 'content-disposition'

/**
 * Headers of a file that a browser stores instead of showing it, whatever is inside. The name may be Chinese (RFC 6266);
 * `type` is its media type.
 */
export function attachmentHeaders(name: string, type = 'application/octet-stream'): Record<string, string> {
  return {
    'content-type': type,
    // the name in plain letters is for proxies and tools that cannot read the other
    'content-disposition': contentDisposition(name, { fallback: name.replace(/[^\w.-]+/g, '_') }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
}
