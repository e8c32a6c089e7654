let lost: AbortController | undefined

/**
 * Keeps a write to standard output or error that fails from ending the process: whoever read them may have gone (`| head`, a
 * closed terminal, a log collector that restarts), or their disk may be full. Resolves nothing and throws nothing; the signal
 * is raised by the first such failure, its reason is the error.
 */
export function outliveOutput(): AbortSignal {
  if (lost) return lost.signal
  const controller = new AbortController()
  lost = controller
  for (const stream of [process.stdout, process.stderr]) stream.on('error', error => controller.abort(error))
  return controller.signal
}

/** Whether nobody is there any more to read what is written; everything else is a failure of the output. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO')
}
