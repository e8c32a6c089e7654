import { expect, test } from 'vitest'
import { firstLine, splitStatements } from '../../../../warehouse/platform/migrate/splitStatements.ts'

test('splits at semicolons that end statements, and only there', () => {
  const text = `
-- a; comment
select ';', 'it''s; \\'; fine' as \`a;b\`, "c;d" /* ; */ ;
# another; comment
select 2 -- the last;
;
-- nothing follows;
`
  expect(splitStatements(text).map(firstLine)).toEqual([
    `select ';', 'it''s; \\'; fine' as \`a;b\`, "c;d"  ;`.replace(/ ;$/, '').trimEnd(),
    'select 2 -- the last;',
  ])
})

test('minus and slash are not comments by themselves', () => {
  expect(splitStatements('select 3 - 1; select 4 / 2')).toEqual(['select 3 - 1', 'select 4 / 2'])
})
