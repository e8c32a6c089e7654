import { SCENES } from '../../warehouse/catalogue/scenes.ts'
import type { Program } from '../../warehouse/contract/picture.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'

/** What a wall plays, from the settings. Throws `TuanshuError('config')` for a scene that is not there. */
export function programOf({
  WALL_ROUND,
  WALL_RESUME_SECONDS,
  WALL_NIGHT,
}: Pick<Config, 'WALL_ROUND' | 'WALL_RESUME_SECONDS' | 'WALL_NIGHT'>): Program {
  const unknown = WALL_ROUND.filter(({ scene }) => !SCENES.has(scene)).map(({ scene }) => scene)
  if (unknown.length > 0)
    throw new TuanshuError(
      'config',
      `WALL_ROUND: there is no scene ${unknown.join(', ')}; there are ${[...SCENES.keys()].join(', ')}`,
    )
  return {
    round: WALL_ROUND.map(({ scene, seconds }) => ({
      scene,
      title: SCENES.get(scene)?.title ?? scene,
      seconds,
    })),
    resumeSeconds: WALL_RESUME_SECONDS,
    night: WALL_NIGHT
      ? { from: minutesOf(WALL_NIGHT.slice(0, 5)), to: minutesOf(WALL_NIGHT.slice(6)) }
      : null,
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
