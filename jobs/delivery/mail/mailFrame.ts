import { formatInstant } from '../../../warehouse/platform/time/day.ts'
import type { MailContent } from './builder.ts'
import { escapeHtml } from './escapeHtml.ts'

/** How a file comes to the recipient. */
export interface Enclosure {
  name: string
  bytes: number
  /** `zipped`: inside the archive that is attached. `link`: too large for a mail, to be fetched. */
  how: 'attached' | 'zipped' | 'link'
  /** Of a link. */
  url?: string
  /** Of a link, milliseconds since 1970. */
  expiresAt?: number
}

const FONT =
  "font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC','思源黑体','Noto Sans SC',Arial,sans-serif"
const LINE = 'margin:0 0 6px;font-size:14px;line-height:22px;color:#374151'
const KB = 1024

/**
 * The whole body of a mail: heading, the sections of the content, what comes with it, foot. Pure. The list of files is
 * never left out, so that a recipient whose mail program or server took a file away notices.
 */
export function frameMail(
  { subject, html, text }: Pick<MailContent, 'subject' | 'html' | 'text'>,
  enclosures: readonly Enclosure[],
  portal: string | undefined,
): { html: string; text: string } {
  const files = enclosures.map(enclosure => `<p style="${LINE}">${fileHtml(enclosure)}</p>`).join('\n')
  const filesHead = headOf(enclosures)
  const foot = [
    '本邮件由团数自动发送，只包含您所在组织及其下级的数据，请勿转发给无关人员。',
    ...(portal ? [`报表门户：${portal}`] : []),
  ]
  return {
    html: `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f6;${FONT}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f4f6"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" style="width:100%;max-width:640px;background:#ffffff;border-top:3px solid #c8102e"><tr><td style="padding:28px 28px 24px;color:#111827">
<h1 style="margin:0 0 20px;font-size:20px;line-height:28px;font-weight:600">${escapeHtml(subject)}</h1>
${html}
<h2 style="margin:24px 0 8px;font-size:14px;line-height:20px;font-weight:600">${escapeHtml(filesHead)}</h2>
${files}
</td></tr><tr><td style="padding:14px 28px;background:#f9fafb;border-top:1px solid #e5e7eb">
${foot.map(line => `<p style="margin:0;font-size:12px;line-height:18px;color:#6b7280">${escapeHtml(line)}</p>`).join('\n')}
</td></tr></table>
</td></tr></table>
</body>
</html>
`,
    text: [subject, text, [filesHead, ...enclosures.map(fileText)].join('\n'), foot.join('\n')].join('\n\n'),
  }
}

/** `1.2 MB`, `34 KB`. */
export function sizeText(bytes: number): string {
  if (bytes >= KB * KB) return `${(bytes / KB / KB).toFixed(1)} MB`
  return `${Math.max(1, Math.round(bytes / KB))} KB`
}

function headOf(enclosures: readonly Enclosure[]): string {
  if (enclosures.length === 0) return '本邮件没有附件'
  const [{ how } = { how: 'attached' }] = enclosures
  if (how === 'link') return '文件超过邮件大小限制，请登录后下载'
  if (how === 'zipped') return '附件（已压缩为一个 ZIP 文件）'
  return '附件'
}

function fileHtml(enclosure: Enclosure): string {
  if (!enclosure.url) return escapeHtml(fileText(enclosure))
  const { name, bytes, url } = enclosure
  return `<a href="${escapeHtml(url)}" style="color:#1d4ed8">${escapeHtml(name)}</a>（${sizeText(bytes)}${escapeHtml(untilText(enclosure))}）`
}

function fileText(enclosure: Enclosure): string {
  const { name, bytes, url } = enclosure
  return `${name}（${sizeText(bytes)}${untilText(enclosure)}）${url ? `：${url}` : ''}`
}

function untilText({ expiresAt }: Enclosure): string {
  return expiresAt ? `，${formatInstant(expiresAt).slice(0, 16)} 前有效` : ''
}
