/**
 * The same pieces, each of which is made while the one before it is used. What is left is given up when the user stops, and
 * an error of the pieces comes where its piece would have come.
 */
export async function* oneAhead<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  const ask = () => {
    const asked = pieces.next()
    // it is waited for only when its turn comes
    asked.catch(() => undefined)
    return asked
  }
  let next = ask()
  try {
    for (;;) {
      const { value, done } = await next
      if (done) return
      next = ask()
      yield value
    }
  } finally {
    await pieces.return(undefined)
  }
}
