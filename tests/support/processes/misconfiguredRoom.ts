/** A room whose configuration is wrong. */
import { TuanshuError } from '../../../warehouse/errors.ts'
import { runRoom } from '../../../warehouse/room.ts'

await runRoom('misconfigured', async () => {
  throw new TuanshuError('config', 'NO_SUCH_SETTING must be set')
})
