import type { ErrorAnswer } from '../../../api/contract.ts'

/** A refusal or failure of the server, with words for the user. */
export class AskError extends Error {
  override name = 'AskError'
  /** HTTP status, 0 when the server could not be reached. */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const MESSAGES: Readonly<Record<number, string>> = {
  0: '无法连接服务器，请检查网络后重试',
  401: '请先登录',
  403: '超出您的数据范围',
  404: '没有找到',
  413: '内容过大',
  429: '操作过于频繁，请稍后再试',
  503: '数据仓库暂时不可用，请稍后再试',
}

let onSignedOut = () => {}

/** What is done when the server no longer knows the session. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run
}

export interface Asking {
  method?: 'GET' | 'POST' | 'DELETE'
  body?: unknown
  signal?: AbortSignal
}

/** Asks the server; its answers are typed by `api/contract.ts`. Throws `AskError`; an aborted one throws as `fetch` does. */
export async function ask<T>(path: string, { method = 'GET', body, signal }: Asking = {}): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new AskError(0, MESSAGES[0] ?? '')
  }
  if (!response.ok) {
    if (response.status === 401 && path !== '/api/session') onSignedOut()
    throw new AskError(response.status, await messageOf(response))
  }
  const answer: T = response.status === 204 ? undefined : await response.json()
  return answer
}

/** Words of any thrown value for the user. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function messageOf(response: Response): Promise<string> {
  const fallback = MESSAGES[response.status] ?? '服务器内部错误，请稍后再试'
  try {
    const answer: ErrorAnswer = await response.json()
    return answer.error.message || fallback
  } catch {
    // a proxy in between answers with a page of its own
    return fallback
  }
}
