let isWatched = false

/**
 * Writes text to standard output, and waits for a reader that is slower, so that nothing piles up. A reader that has gone
 * (`head`, a closed pager) ends the process without a word.
 */
export async function print(text: string): Promise<void> {
  if (!isWatched) {
    isWatched = true
    process.stdout.on('error', error => {
      if ('code' in error && error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  if (!process.stdout.write(text)) await new Promise(resolve => process.stdout.once('drain', resolve))
}
