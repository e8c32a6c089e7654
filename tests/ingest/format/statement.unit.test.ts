import { describe, expect, it } from 'vitest'
import { emptyingsOf } from '../../../ingest/format/statement.ts'

const told = (sql: string) => emptyingsOf(sql, 'zhtj').map(({ how, tables }) => [how, ...tables].join(' '))

describe('what a statement does to rows that no message tells', () => {
  it.each<[string, ...string[]]>([
    ['truncate table t', 'truncate zhtj.t'],
    ['TRUNCATE `t`', 'truncate zhtj.t'],
    ['TRUNCATE TABLE ONLY public.a, b RESTART IDENTITY CASCADE', 'truncate public.a zhtj.b'],
    ['DROP TABLE IF EXISTS `other`.`a` , "b" CASCADE', 'drop other.a zhtj.b'],
    ['drop tables a', 'drop zhtj.a'],
    ['DROP TABLE [dbo].[a]', 'drop dbo.a'],
    ['DROP DATABASE IF EXISTS `zhtj`', 'drop zhtj.*'],
    ['drop schema zhtj cascade', 'drop zhtj.*'],
    ['CREATE OR REPLACE TABLE t (id INT)', 'create or replace zhtj.t'],
    ['ALTER TABLE t TRUNCATE PARTITION p2023', 'truncate partition zhtj.t'],
    ['alter table zhtj.t drop partition p0, p1', 'drop partition zhtj.t'],
    ['ALTER TABLE t DROP SUBPARTITION s1 UPDATE INDEXES', 'drop partition zhtj.t'],
    [
      'ALTER TABLE IF EXISTS t EXCHANGE PARTITION p WITH TABLE x WITHOUT VALIDATION',
      'exchange partition zhtj.t zhtj.x',
    ],
    ['ALTER TABLE t CONVERT PARTITION p TO TABLE x', 'convert partition zhtj.t zhtj.x'],
    ['ALTER TABLE t CONVERT TABLE x TO PARTITION p VALUES LESS THAN (9)', 'convert table zhtj.t zhtj.x'],
    ['ALTER TABLE t ADD COLUMN n INT DEFAULT (f(1, 2)), DISCARD TABLESPACE', 'discard tablespace zhtj.t'],
    ['ALTER TABLE ONLY t DETACH PARTITION t_2023', 'detach partition zhtj.t'],
    ['ALTER ONLINE IGNORE TABLE t ADD UNIQUE (a)', 'alter ignore zhtj.t'],
    ['ALTER TABLE t RENAME TO x', 'rename zhtj.t zhtj.x'],
    ['ALTER TABLE t ADD COLUMN a INT, RENAME = `b`.`x`', 'rename zhtj.t b.x'],
    ['RENAME TABLE t TO x, y TO t', 'rename zhtj.t zhtj.x', 'rename zhtj.y zhtj.t'],
    ['RENAME TABLE IF EXISTS t WAIT 5 TO x', 'rename zhtj.t zhtj.x'],
    ['SET STATEMENT max_statement_time=60 FOR TRUNCATE TABLE t', 'truncate zhtj.t'],
  ])('%s', (sql, ...expected) => {
    expect(told(sql)).toEqual(expected)
  })

  it.each<[string, ...string[]]>([
    ['-- monthly job\nTRUNCATE TABLE t', 'truncate zhtj.t'],
    ['# monthly job\r\n  TRUNCATE TABLE t', 'truncate zhtj.t'],
    ['/* a */ /* b; c */ DROP /* d */ TABLE t -- e', 'drop zhtj.t'],
    ['/*!50003 TRUNCATE TABLE t */', 'truncate zhtj.t'],
    ['/*M!100100 TRUNCATE TABLE /* of last year */ t */', 'truncate zhtj.t'],
    ['/*T![auto_rand] TRUNCATE TABLE t */', 'truncate zhtj.t'],
    ['rename /* gh-ost */ table `zhtj`.`t` to `zhtj`.`_t_del`', 'rename zhtj.t zhtj._t_del'],
    ["ALTER TABLE a COMMENT 'x; DROP TABLE b'; TRUNCATE t;", 'truncate zhtj.t'],
    ["ALTER TABLE a COMMENT 'it''s \\'; TRUNCATE b'; DROP TABLE `a``b`", 'drop zhtj.a`b'],
    ['USE other; DROP TABLE t; USE `zhtj`; TRUNCATE t', 'drop other.t', 'truncate zhtj.t'],
    ['TRUNCATE TABLE TB#LOG', 'truncate zhtj.TB#LOG'],
  ])('is found behind comments, in executable ones, among several statements: %s', (sql, ...expected) => {
    expect(told(sql)).toEqual(expected)
  })

  it.each([
    '',
    'CREATE TABLE IF NOT EXISTS t (id INT)',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'ALTER TABLE t ADD COLUMN truncated INT, ADD INDEX (a, b)',
    'ALTER TABLE t DROP COLUMN a, DROP INDEX b, DROP `partition`, DROP PRIMARY KEY',
    'ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX c TO d, RENAME KEY e TO f',
    'ALTER TABLE t RENAME a TO b',
    // these move rows within the table and keep them all
    'ALTER TABLE t REORGANIZE PARTITION p INTO (PARTITION p1 VALUES LESS THAN (9), PARTITION p2 VALUES LESS THAN MAXVALUE)',
    'ALTER TABLE t COALESCE PARTITION 2',
    'ALTER TABLE t ADD PARTITION (PARTITION p9 VALUES LESS THAN (10))',
    'DROP INDEX i ON t',
    'DROP VIEW t',
    'RENAME USER a TO b',
    '/* TRUNCATE TABLE t */ ANALYZE TABLE t',
    'CREATE PROCEDURE p() BEGIN DELETE FROM a; TRUNCATE TABLE t; END',
    'CREATE DEFINER=`root`@`%` TRIGGER x AFTER INSERT ON a FOR EACH ROW BEGIN SET @a = 1; DROP TABLE t; END',
    'ALTER EVENT e DO TRUNCATE TABLE t',
  ])('is nothing: %s', sql => {
    expect(told(sql)).toEqual([])
  })

  it('is told of temporary tables without a table, so that nobody looks for another one', () => {
    expect(told('DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `t`')).toEqual(['drop'])
    expect(told('CREATE OR REPLACE TEMPORARY TABLE t (id INT)')).toEqual(['create or replace'])
  })

  it('is read in a time that grows with the text, also of one that never ends', () => {
    for (const open of ['/*', "'", '"', '`', '(', '[', "''", '/*!'])
      expect(told(open.repeat(200_000)).length).toBe(0)
  }, 5_000)
})
