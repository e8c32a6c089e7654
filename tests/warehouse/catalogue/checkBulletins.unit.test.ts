import { describe, expect, it } from 'vitest'
import { BULLETINS, type BulletinEntry } from '../../../warehouse/catalogue/bulletins.ts'
import { checkBulletins } from '../../../warehouse/catalogue/checkBulletins.ts'

const [good] = BULLETINS
const faulty = (part: object): BulletinEntry[] => (good ? [{ ...good, ...part }] : [])

describe('the catalogue of bulletins', () => {
  it.each([
    [{ figures: { ...good?.figures, done: { metric: 'XXX99' } } }, /figure done names the metric XXX99/],
    [{ figures: { ...good?.figures, orgs: { metric: 'ORG01', part: 'rest' } } }, /rest of ORG01/],
    [{ figures: { ...good?.figures, done: { metric: 'ORG12', of: 'children' } } }, /not told by level/],
    [{ columns: [{ figure: 'units', title: '单位' }] }, /a unit has none/],
    [{ ranking: { figure: 'logins2', better: 'more', named: 3 } }, /there is no figure logins2/],
    [{ red: { figure: 'done' } }, /either below or above/],
    [{ red: { figure: 'done', below: 0.5, above: 0.9 } }, /either below or above/],
    [{ paragraphs: ['截至{截止}'] }, /\{截止\} is neither a figure nor/],
  ])('refuses %j by the name of the entry', (part, message) => {
    expect(() => checkBulletins(faulty(part))).toThrow(message)
    expect(() => checkBulletins(faulty(part))).toThrow(/bulletin entry_progress: /)
  })

  it('refuses what is computed by the month in a bulletin of two days', () => {
    const computed = faulty({ figures: { ...good?.figures, orgs: { metric: 'TRE14' } } })
    expect(() => checkBulletins(computed)).toThrow(/TRE14 is computed by the month/)
  })

  it('refuses an entry that is listed twice', () => {
    expect(() => checkBulletins([...faulty({}), ...faulty({})])).toThrow(/listed twice/)
  })
})
