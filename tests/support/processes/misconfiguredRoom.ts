/** A room whose configuration is wrong. */
import { TuanshuError } from '../../../warehouse/platform/errors.ts'
import { runRoom } from '../../../warehouse/platform/room.ts'

await runRoom('misconfigured', async () => {
  throw new TuanshuError('config', 'NO_SUCH_SETTING must be set')
})
