import type { ExportInfo } from '../../../../api/contract.ts'
import { type ExportRequest, titleOf } from '../../../../jobs/delivery/exports/exportRequest.ts'
import { type PortalDesk, refuse } from './desk.ts'

/** The id of the nth export that is asked for. */
export const exportId = (n: number) => n.toString(16).padStart(32, '0')

/** Exports, which `advanced` moves on. */
export function answerExports(desk: PortalDesk): void {
  const { app, exports, now } = desk
  app.post<{ Body: ExportRequest }>('/api/exports', async request => {
    const id = exportId(exports.size + 1)
    const info: ExportInfo = {
      id,
      title: titleOf(request.body, '广东'),
      state: 'queued',
      share: 0,
      rows: 0,
      bytes: 0,
      createdAt: now(),
      expiresAt: 0,
      error: '',
    }
    exports.set(id, info)
    return info
  })
  app.get('/api/exports', async () => ({ exports: [...exports.values()] }))
  app.get<{ Params: { id: string } }>(
    '/api/exports/:id',
    async (request, reply) => exports.get(request.params.id) ?? refuse(reply, 404, '没有这个导出'),
  )
  app.delete<{ Params: { id: string } }>('/api/exports/:id', async (request, reply) => {
    const info = exports.get(request.params.id)
    if (!info) return refuse(reply, 404, '没有这个导出')
    const cancelled: ExportInfo = { ...info, state: 'cancelled' }
    exports.set(info.id, cancelled)
    return cancelled
  })
  app.get<{ Params: { id: string } }>('/api/exports/:id/file', async (request, reply) =>
    reply
      .header('content-disposition', `attachment; filename="${request.params.id}.xlsx"`)
      .type('application/octet-stream')
      .send(Buffer.from('a workbook')),
  )
}

/** An export with a share of its work done: with 1 it is done, unless it was cancelled. */
export function advanced(info: ExportInfo, share: number, now: number): ExportInfo {
  if (info.state !== 'queued' && info.state !== 'running') return info
  const done = share >= 1
  return {
    ...info,
    state: done ? 'done' : 'running',
    share,
    rows: Math.round(share * 1_200),
    bytes: done ? 184_320 : 0,
    expiresAt: done ? now + 86_400_000 : 0,
  }
}
