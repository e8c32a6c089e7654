import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Browser } from 'playwright-core'
import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { openBrowser } from '../support/browser/browser.ts'
import { openLook, type Size } from '../support/browser/look.ts'
import { type SampleOrg, sampleProvince } from '../support/browser/sampleProvince.ts'
import {
  enlarged,
  LINE_STATES,
  PICTURE_STATES,
  type WallState,
  withLongNames,
} from '../support/browser/wallStates.ts'
import { buildPages } from '../support/setup/page.ts'
import { contactSheet, type Shot } from './contactSheet.ts'

const THEMES = ['dark', 'league-red', 'light']
const PROVINCE = '440000'
const OTHER_PROVINCES: Readonly<Record<string, string>> = {
  long_names: '最长的地名',
  huge: '最大的省的数',
}

const sizeOf = (text: string, before: Size[] = []): Size[] => {
  const [, width, height] = /^(\d{3,5})x(\d{3,5})$/.exec(text) ?? []
  if (!width || !height) throw new InvalidArgumentError('must be like 1920x1080')
  return [...before, { width: Number(width), height: Number(height) }]
}

/** The sample province, and those that are a state of their own. */
const PROVINCES: Readonly<Record<string, Map<string, SampleOrg>>> = (() => {
  const orgs = sampleProvince(PROVINCE, '广东省')
  return { usual: orgs, long_names: withLongNames(orgs), huge: enlarged(orgs) }
})()

interface Options {
  out: string
  scenes: string[]
  sizes?: Size[]
  themes: string[]
  states?: string[]
}

const program = new Command('npm run looks --')
  .description(
    'Takes pictures of the wall in every state that it may stand in: figures absent for each reason, empty, huge, late, failing, loading, without a line, with the longest names there are; over the sample province, from the built page. Writes a PNG for each and a page with all of them (index.html), and names what is cut, too small, blank, or stands over something else. Exit code 1 when anything is.',
  )
  .option('--out <dir>', 'where the pictures go', 'looks')
  .addOption(
    new Option('--scenes <ids...>', 'only these scenes')
      .choices([...SCENES.keys()])
      .default([...SCENES.keys()], 'all'),
  )
  .option('--sizes <size...>', 'of the window, like 1920x1080 (default: 1920x1080 3840x1080)', sizeOf)
  .addOption(new Option('--themes <names...>', 'colours').choices(THEMES).default(['dark'], 'dark'))
  .addOption(
    new Option('--states <names...>', 'only these states').choices([
      ...Object.keys(PICTURE_STATES),
      ...Object.keys(OTHER_PROVINCES),
      ...Object.keys(LINE_STATES),
    ]),
  )
  .action(
    commandAction('looks', async ({ signal }, options: Options) => {
      await buildPages()
      const browser = await openBrowser()
      try {
        const shots = await lookAtAll(browser, options, signal)
        writeFileSync(path.join(options.out, 'index.html'), contactSheet(shots))
        const bad = shots.filter(({ faults }) => faults.length > 0)
        for (const { file, faults } of bad)
          for (const fault of faults) process.stdout.write(`${file}: ${fault}\n`)
        process.stdout.write(`${shots.length} pictures in ${options.out}, ${bad.length} with a fault\n`)
        if (bad.length > 0) process.exitCode = 1
      } finally {
        await browser.close()
      }
    }),
  )

async function lookAtAll(browser: Browser, options: Options, signal: AbortSignal): Promise<Shot[]> {
  const shots: Shot[] = []
  const { scenes, themes, sizes = [...sizeOf('1920x1080'), ...sizeOf('3840x1080')] } = options
  const wants = (name: string) => !options.states || options.states.includes(name)
  for (const scene of scenes)
    for (const size of sizes)
      for (const theme of themes)
        for (const { province, states } of pagesOf(wants)) {
          signal.throwIfAborted()
          const orgs = PROVINCES[province] ?? new Map()
          const [first] = Object.values(states)
          if (!first) continue
          const look = await openLook({ browser, orgs, root: PROVINCE, scene, size, theme }, first)
          try {
            for (const [name, state] of Object.entries(states)) {
              const faults = await look.show(state)
              const file = path.join(scene, `${name}-${size.width}x${size.height}-${theme}.png`)
              mkdirSync(path.join(options.out, scene), { recursive: true })
              await look.shoot(path.join(options.out, file))
              shots.push({ file, title: state.title, faults })
            }
          } finally {
            await look.close()
          }
          process.stderr.write(`${scene} ${size.width}x${size.height} ${theme}: ${shots.length}\n`)
        }
  return shots
}

/** Which states one page shows one after the other: those of the line and of another province need a page of their own. */
function pagesOf(
  wants: (name: string) => boolean,
): { province: string; states: Readonly<Record<string, WallState>> }[] {
  const those = (states: Readonly<Record<string, WallState>>) =>
    Object.entries(states).filter(([name]) => wants(name))
  return [
    { province: 'usual', states: Object.fromEntries(those(PICTURE_STATES)) },
    ...Object.entries(OTHER_PROVINCES)
      .filter(([name]) => wants(name))
      .map(([province, title]) => ({ province, states: { [province]: { title, options: {} } } })),
    ...those(LINE_STATES).map(([name, state]) => ({ province: 'usual', states: { [name]: state } })),
  ]
}

await runProgram(program)
