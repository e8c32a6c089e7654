import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What this process and the engine's took of the machine over a stretch of time; by Linux' /proc. */
export interface Use {
  seconds: number
  /** CPU, milliseconds. */
  node: number
  engine: number
  /** Peak of the resident memory in the stretch, MB. */
  nodeMegabytes: number
  engineMegabytes: number
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Begins a stretch; what it returns ends it. `engine` is the process of the engine. */
export function startUse(engine: number): () => Use {
  forgetPeak(process.pid)
  forgetPeak(engine)
  const engineBefore = cpuMilliseconds(engine)
  const before = process.cpuUsage()
  const began = performance.now()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return {
      seconds: (performance.now() - began) / 1_000,
      node: (user + system) / 1_000,
      engine: cpuMilliseconds(engine) - engineBefore,
      nodeMegabytes: peakMegabytes(process.pid),
      engineMegabytes: peakMegabytes(engine),
    }
  }
}

/** Columns of `describeUse`; `way` is named with what it is compared to. */
export function useColumns(unit: string, compared: string): string {
  return `  way | ${unit}/s | seconds | ${compared} in ratio | CPU ms per 1,000: Node | engine | peak MB: Node | engine`
}

/** One way of doing `count` things as a line, its seconds compared to those of another. */
export function describeUse(way: string, use: Use, compared: Use, count: number): string {
  const cells = [
    way,
    Math.round(count / use.seconds).toLocaleString('en'),
    use.seconds.toFixed(1),
    (use.seconds / compared.seconds).toFixed(2),
    ((use.node / count) * 1_000).toFixed(1),
    ((use.engine / count) * 1_000).toFixed(1),
    use.nodeMegabytes,
    use.engineMegabytes,
  ]
  return `  ${cells.join(' | ')}`
}

/** The peak of a process' resident memory is counted anew from here on. */
export function forgetPeak(pid: number): void {
  fs.writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

export function peakMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1_024)
}

/** Gives back what the bench itself has left behind, so that it does not count as memory of what is measured. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** CPU that a process took since its start, in steps of 10 ms. */
export function cpuMilliseconds(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  // behind the name, which may hold spaces: field 3 of the manual is the first
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1_000
}
