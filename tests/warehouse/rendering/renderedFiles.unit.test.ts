import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logColumns } from '../../../ingest/log/encode.ts'
import { ENTITIES, ENTITY_NAMES } from '../../../warehouse/catalogue/entities.ts'
import { SQL_DIR } from '../../../warehouse/platform/migrate/readSqlFiles.ts'
import { entitySql } from '../../../warehouse/rendering/entitySql.ts'
import { staleFiles } from '../../../warehouse/rendering/renderedFiles.ts'
import { temporaryDir } from '../../support/warehouse.ts'

it('every file that the catalogue makes stands in the repository as it makes it: else run "npm run sql"', () => {
  expect(staleFiles().map(({ file }) => file)).toEqual([])
})

describe('a file that is not as the catalogue has it', () => {
  let place: ReturnType<typeof temporaryDir>
  beforeEach(() => {
    place = temporaryDir()
    fs.cpSync(SQL_DIR, place.dir, { recursive: true })
  })
  afterEach(() => place.remove())
  const at = (file: string) => path.join(place.dir, file)
  const stale = () => staleFiles(place.dir).map(({ file }) => file)

  it('is found when it was edited, is missing, or its entity is gone, and one by hand is left alone', () => {
    fs.appendFileSync(at('dwd/members/member.sql'), '-- by hand\n')
    fs.rmSync(at('dwd/dues/dues_bill.sql'))
    fs.copyFileSync(at('dwd/members/cadre.sql'), at('dwd/members/pioneer.sql'))
    fs.writeFileSync(at('dwd/members/own.sql'), 'create or replace view app.own as select 1;\n')
    expect(stale()).toEqual(['dwd/members/member.sql', 'dwd/dues/dues_bill.sql', 'dwd/members/pioneer.sql'])
  })

  it('is the README when its table of logs lacks one', () => {
    const readme = fs.readFileSync(at('README.md'), 'utf8')
    fs.writeFileSync(at('README.md'), readme.replace(', `care_task`² (by_due)', ''))
    expect(stale()).toEqual(['README.md'])
  })
})

it.each(ENTITY_NAMES)('the log of %s has the columns that the writer writes, in that order', name => {
  const [, body = ''] = /\n\(\n([\s\S]*?)\n {4}(?:index|projection) /.exec(entitySql(name)) ?? []
  const columns = [...body.matchAll(/^ {4}(\w+) (.+?),(?: -- .*)?$/gm)].map(
    ([, column, type]) => `${column} ${type}`,
  )
  // the writer leaves it to the table to know the transitions
  const types = logColumns(ENTITIES[name]).map(column =>
    column.name === 'transition' ? 'transition Enum8' : `${column.name} ${column.type}`,
  )
  expect(columns.map(column => column.replace(/^(transition Enum8).*/, '$1'))).toEqual(types)
})
