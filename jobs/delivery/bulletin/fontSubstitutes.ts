import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

/** Faces of official documents that not every computer has, and the one that stands in for each. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  方正小标宋简体: '宋体',
  仿宋_GB2312: '仿宋',
  黑体: 'SimHei',
  宋体: 'SimSun',
}
const TABLE = 'word/fontTable.xml'
/** Chinese, simplified, as fonts count character sets. */
const CHARSET = '86'

/** A Word document that names a substitute for each of its faces, which Word and WPS take where the face is missing. */
export function withSubstitutes(document: Uint8Array): Buffer {
  const parts = unzipSync(document)
  const table = parts[TABLE]
  if (!table) throw new Error(`the document has no ${TABLE}`)
  const fonts = Object.entries(SUBSTITUTES)
    .map(
      ([name, other]) =>
        `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:charset w:val="${CHARSET}"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>`,
    )
    .join('')
  const xml = strFromU8(table)
  const filled = xml.includes('</w:fonts>')
    ? xml.replace('</w:fonts>', `${fonts}</w:fonts>`)
    : xml.replace(/<w:fonts([^>]*)\/>/, `<w:fonts$1>${fonts}</w:fonts>`)
  return Buffer.from(zipSync({ ...parts, [TABLE]: strToU8(filled) }))
}
