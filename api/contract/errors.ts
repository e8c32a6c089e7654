/** Body of every answer that is not a success. `message` is written for the user; 401 asks for signing in. */
export interface ErrorAnswer {
  error: { code: string; message: string; requestId: string }
}
