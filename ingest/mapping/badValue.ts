/** Thrown when a cell cannot become its field. The message names types, never the value. */
export class BadValue extends Error {
  override name = 'BadValue'
}
