import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/**
 * Folders with a folder for each source system. What stands in a later one goes before: a file takes the place of one of the
 * same system and name.
 */
export type MappingDirs = readonly string[]

/** Of the systems that ship. */
const SHIPPED = fileURLToPath(new URL('.', import.meta.url))
export const SHIPPED_DIRS: MappingDirs = [SHIPPED]

/** The folders of the configuration: those that ship, and `MAPPING_DIR`. Throws `TuanshuError('config')` where it is none. */
export function mappingDirs({ MAPPING_DIR }: Pick<Config, 'MAPPING_DIR'>): MappingDirs {
  if (MAPPING_DIR === undefined) return SHIPPED_DIRS
  const own = path.resolve(MAPPING_DIR)
  if (!fs.statSync(own, { throwIfNoEntry: false })?.isDirectory())
    throw new TuanshuError(
      'config',
      `MAPPING_DIR: ${MAPPING_DIR} is no folder; name one that holds a folder for each system`,
    )
  return [...SHIPPED_DIRS, own]
}

/** Names of the systems that have mappings. */
export function listSystems(dirs = SHIPPED_DIRS): string[] {
  const names = dirs.flatMap(dir =>
    fs
      .readdirSync(dir, { withFileTypes: true })
      .flatMap(entry => (entry.isDirectory() && !entry.name.startsWith('.') ? entry.name : [])),
  )
  return [...new Set(names)].sort()
}

/** A file of a system; `replaces` is what it takes the place of. */
export interface SystemPath {
  file: string
  replaces?: string
}

/** The YAML files of a system by their names, in the order of these. */
export function filesOf(system: string, dirs: MappingDirs): Map<string, SystemPath> {
  const found = new Map<string, SystemPath>()
  for (const dir of dirs) {
    const folder = path.join(dir, system)
    if (!fs.existsSync(folder)) continue
    for (const name of fs.readdirSync(folder).filter(one => one.endsWith('.yaml'))) {
      const replaced = found.get(name)
      const file = path.join(folder, name)
      found.set(name, replaced ? { file, replaces: replaced.file } : { file })
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a file holds nothing but remarks. One that replaces another then says: this table is not mapped. */
export function isBlank(file: string): boolean {
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  return lines.every(line => /^\s*(#.*)?$/.test(line))
}

/** Whether a file of a mapping is not one of those that ship. */
export function isOwn(file: string): boolean {
  return path.relative(SHIPPED, path.resolve(file)).startsWith('..')
}
