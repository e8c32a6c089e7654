import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ALL, withValues } from '../../../../dashboard/portal/shell/choices.ts'

const ROOM = path.resolve('dashboard')
const WRAPPER = 'portal/shell/ChoiceSelect.vue'

const components = fs
  .readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.vue') && !file.startsWith('dist'))
const textOf = (file: string) => fs.readFileSync(path.join(ROOM, file), 'utf8')

describe('choosing one of several', () => {
  it('is done with one component only, so that no select shows a placeholder while it means "all"', () => {
    expect(components.length).toBeGreaterThan(30)
    const selects = components.filter(file =>
      /ElSelect|<el-select|<select\b|ElOption|ElCascader/.test(textOf(file)),
    )
    expect(selects).toEqual([WRAPPER])
  })

  it('shows the words of whatever is chosen, an empty value too, and cannot be cleared', () => {
    const text = textOf(WRAPPER)
    expect(text).toContain(':empty-values="[null, undefined]"')
    expect(text).not.toMatch(/clearable|placeholder="/)
  })

  it('never offers a choice with an empty value', () => {
    expect(textOf(WRAPPER)).toContain('withValues(props.choices)')
    const all = { value: ALL, label: '全部' }
    expect(withValues([all])).toEqual([all])
    expect(() => withValues([all, { value: '', label: '全部邮件' }])).toThrow('"全部邮件" has no value')
  })
})
