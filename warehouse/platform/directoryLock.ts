import lockfile from 'proper-lockfile'

export interface DirectoryLock {
  /** Why the lock is no longer this process's, or null. */
  lost(): Error | null
  /** Gives the lock up; a lost one is left to whoever has it. */
  release(): Promise<void>
}

/**
 * Locks a directory among processes; rejects when it is still locked after all retries. The lock of a process that was
 * killed, or slept for longer than `stale` milliseconds, may be taken by another.
 */
export async function lockDirectory(
  directory: string,
  options: {
    stale: number
    retries: { retries: number; minTimeout: number; maxTimeout?: number; factor?: number }
  },
): Promise<DirectoryLock> {
  let lost: Error | null = null
  const release = await lockfile.lock(directory, {
    ...options,
    // The library throws out of its timer by default, even when the lock was given up during its last refresh.
    onCompromised: error => {
      lost = error
    },
  })
  return {
    lost: () => lost,
    async release() {
      if (!lost) await release()
    },
  }
}
