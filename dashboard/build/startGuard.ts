import fs from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'

const FILE = path.join(import.meta.dirname, 'startGuard.js')
const PLACE = '<!-- start guard -->'

/**
 * Puts the start guard into the pages as an inline script: a file of its own could fail to arrive just as the others.
 * The server allows it by its hash. Throws for a page that has no place for it.
 */
export function startGuard(): Plugin {
  return {
    name: 'tuanshu:start-guard',
    transformIndexHtml(html, { path: page }) {
      if (!html.includes(PLACE)) throw new Error(`${page} has no line ${PLACE}`)
      return html.replace(PLACE, () => `<script>${fs.readFileSync(FILE, 'utf8')}</script>`)
    },
  }
}
