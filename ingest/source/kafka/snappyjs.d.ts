/** The part of the package that is used; it brings no types. */
declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Buffer): Buffer
    uncompress(bytes: Buffer): Buffer
  }
  export default snappy
}
