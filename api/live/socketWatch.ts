import { describeError } from '../../warehouse/platform/errors.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import type { Principals } from '../auth/principals.ts'
import type { LiveServer } from './liveServer.ts'

const EVERY_MS = 5_000

/**
 * Cuts off viewers whose sign-in or link has ended, within ten seconds. While the warehouse does not answer everybody
 * stays: the last figures are not secret from who has them. Returns how to stop it.
 */
export function watchSockets(io: LiveServer, principals: Principals, log: Log): () => void {
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const next = () => {
    if (!isStopped) timer = setTimeout(() => void round().finally(next), EVERY_MS)
  }
  const round = async () => {
    const sockets = [...io.sockets.sockets.values()]
    try {
      const ended = await principals.ended(new Set(sockets.map(({ data }) => data.principal)))
      for (const socket of sockets) if (ended.has(socket.data.principal)) socket.disconnect(true)
    } catch (error) {
      log.debug({ reason: describeError(error) }, 'viewers could not be looked up')
    }
  }
  next()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
