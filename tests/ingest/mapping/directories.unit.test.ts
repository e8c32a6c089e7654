import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listSystems, mappingDirs } from '../../../ingest/mapping/directories.ts'
import { describeSystems } from '../../../ingest/mapping/explain.ts'
import { checkSystem, loadMappings } from '../../../ingest/mapping/load.ts'
import { temporaryDir } from '../../support/warehouse.ts'

const SYSTEM = 'id: 6\nname: zhejiang\ntitle: 浙江\nzone: Asia/Shanghai\ntopic: "zj.{table}"\n'
const ARTICLE = `table: zhtj.tb_article
entity: article
key: article_id
fields:
  org_id: { column: owner_id, as: org }
  kind: { as: constant, value: featured }
  status: { as: constant, value: published }
`

describe('the folder MAPPING_DIR', () => {
  let place: ReturnType<typeof temporaryDir>
  beforeEach(() => {
    place = temporaryDir()
  })
  afterEach(() => place.remove())

  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(place.dir, file)), { recursive: true })
    fs.writeFileSync(path.join(place.dir, file), text)
  }
  const dirs = () => mappingDirs({ MAPPING_DIR: place.dir })
  const load = (...systems: string[]) => loadMappings(systems, dirs())
  const articleOf = (...systems: string[]) =>
    load(...systems).all.find(({ table }) => table === 'zhtj.tb_article')

  it('adds systems to those that ship', () => {
    write('zhejiang/system.yaml', SYSTEM)
    write('zhejiang/org.yaml', ARTICLE)
    // folders of tools are none of a system
    write('.git/config', '')
    expect(listSystems(dirs())).toEqual([...listSystems(), 'zhejiang'])
    expect(load('guangdong', 'zhejiang').topics).toEqual(
      expect.arrayContaining(['gd.zhtj.tb_member', 'zj.zhtj.tb_article']),
    )
  })

  it('puts its files in the place of those of the same name, and leaves the others as they ship', () => {
    const shipped = loadMappings(['guangdong'])
    write('guangdong/tb_article.yaml', ARTICLE)
    const { all } = load('guangdong')
    expect(all.map(({ table }) => table)).toEqual(shipped.all.map(({ table }) => table))
    expect(articleOf('guangdong')?.columns).toContain('owner_id')
    expect(describeSystems(load('guangdong')).filter(line => line.includes(place.dir.slice(-12)))).toEqual([
      expect.stringMatching(/^ {2}zhtj\.tb_article .*tb_article\.yaml$/),
    ])
  })

  it('adds tables to a system that ships', () => {
    write('guangdong/own.yaml', ARTICLE.replace('tb_article', 'own').replace('entity', 'space: own\nentity'))
    expect(load('guangdong').find('gd.zhtj.own', 'zhtj.own')).toMatchObject({ entity: 'article' })
  })

  it('leaves out a table whose file it replaces by remarks alone', () => {
    write('guangdong/tb_article.yaml', '# 我省没有这张表\n')
    expect(articleOf('guangdong')).toBeUndefined()
    write('guangdong/new.yaml', '# 还没有写\n')
    expect(() => load('guangdong')).toThrow(/new\.yaml:1: /)
  })

  it('may describe a system that ships anew', () => {
    const shipped = fs.readFileSync('ingest/mapping/guangdong/system.yaml', 'utf8')
    write('guangdong/system.yaml', shipped.replace(/^topic: .*$/m, 'topic: "prod.{name}"'))
    expect(load('guangdong').topics).toContain('prod.tb_member')
  })

  it('names file and line of what is wrong in it', () => {
    write('guangdong/tb_article.yaml', ARTICLE.replace('owner_id, as: org', 'owner_id, as: text'))
    expect(() => load('guangdong')).toThrow(/tb_article\.yaml:5: org_id is a id, which "as: text"/)
    fs.rmSync(path.join(place.dir, 'guangdong'), { recursive: true })
    write('zhejiang/org.yaml', ARTICLE)
    expect(() => load('zhejiang')).toThrow(/zhejiang.system\.yaml: cannot be read/)
  })

  it('must not give a system the number of another, loaded or not', () => {
    write('zhejiang/system.yaml', SYSTEM.replace('id: 6', 'id: 2'))
    write('zhejiang/article.yaml', ARTICLE)
    expect(() => load('zhejiang')).toThrow(/zhejiang.system\.yaml:1: id: 2 is that of system shanxi/)
  })

  it('must be there, and so must a system that is asked for by its name', () => {
    expect(() => mappingDirs({ MAPPING_DIR: path.join(place.dir, 'nowhere') })).toThrow(
      /^MAPPING_DIR: .*nowhere is no folder/,
    )
    expect(() => checkSystem('atlantis', dirs())).toThrow(
      'there is no system atlantis; there are gongqingyun, guangdong, jiangsu, national, shanxi',
    )
  })
})
