import type { MailedFigure } from './delivery.ts'
import { escapeHtml } from './escapeHtml.ts'

/**
 * What a correction says first: which figures differ from those that were mailed, and how. `before` is empty for a mail of
 * which that was not kept. Pure.
 */
export function correctionInWords(before: readonly MailedFigure[], after: readonly MailedFigure[]): string[] {
  const opening = '本邮件更正此前发送的同期邮件，请以本邮件及其附件为准。'
  if (before.length === 0) return [opening]
  const mailed = new Map(before.map(({ title, value }) => [title, value]))
  const changes = after.flatMap(({ title, value }) => {
    const was = mailed.get(title)
    return was === value ? [] : [`${title}：${was === undefined ? '（此前未列）' : was} → ${value}`]
  })
  return changes.length > 0
    ? [opening, '更正的数字：', ...changes]
    : [opening, '正文所列数字没有变化，更正的是附件。']
}

/** The same as the first section of the body. */
export function correctionHtml(words: readonly string[]): string {
  const lines = words.map(text => `<p style="margin:0 0 4px">${escapeHtml(text)}</p>`).join('\n')
  return `<div style="margin:0 0 20px;padding:10px 12px;border-left:3px solid #b45309;background:#fffbeb;font-size:14px;line-height:22px">
${lines}
</div>`
}
