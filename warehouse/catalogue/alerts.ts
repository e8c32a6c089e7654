import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AlertRule } from './alertRule.ts'
import { checkAlertRules } from './checkAlertRules.ts'

const FOLDER = path.join(import.meta.dirname, 'alerts')

/**
 * Every alert rule, in the order of their numbers: one file of `alerts/` each. An entry that cannot be right is refused
 * here, by its name: `TuanshuError('config')`.
 */
export const ALERTS: readonly AlertRule[] = checkAlertRules(await readRules())

/** The rule of this id, or undefined for one that is not in the catalogue (any more). */
export function findAlert(id: string): AlertRule | undefined {
  return ALERTS.find(rule => rule.id === id)
}

async function readRules(): Promise<{ file: string; rule: AlertRule }[]> {
  const files = fs.readdirSync(FOLDER).filter(file => file.endsWith('.ts'))
  return Promise.all(
    files.sort().map(async file => {
      const { default: rule }: { default: AlertRule } = await import(
        pathToFileURL(path.join(FOLDER, file)).href
      )
      return { file, rule }
    }),
  )
}
