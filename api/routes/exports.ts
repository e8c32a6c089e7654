import fs from 'node:fs'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { exportRequest, faultOf, titleOf } from '../../jobs/delivery/exports/exportRequest.ts'
import {
  changeExport,
  EXPORT_STATES,
  type ExportRecord,
  exportsOf,
  queueOwnExport,
  readExport,
} from '../../jobs/delivery/exports/exportStore.ts'
import { exportFile } from '../../jobs/delivery/exports/files.ts'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { dayOf } from '../../warehouse/platform/time/day.ts'
import { placeOf } from '../../warehouse/reports/place.ts'
import { askedOrg } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import { attachmentHeaders } from '../http/attachment.ts'
import { errorBody, RequestError } from '../http/errors.ts'

/** Whoever sends a request, as the session says. */
export interface Caller {
  login: string
  scope: Scope
}

export interface ExportRouteOptions {
  callerOf(request: FastifyRequest): Caller
  /** Notes who did what with which export, before the answer leaves. */
  audit(
    request: FastifyRequest,
    action: 'export' | 'export_cancel' | 'download',
    subject: string,
  ): Promise<void>
}

const MOST_LISTED = 50
/** One account must not fill the queue of everybody. */
const MOST_OPEN = 5
// the process that makes the file writes its progress between our reading and writing
const CANCEL_TRIES = 10
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const info = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(EXPORT_STATES).describe('排队、进行中、完成、失败、已取消、已过期'),
  share: z.number().describe('进度，0 至 1'),
  rows: z.number(),
  bytes: z.number(),
  createdAt: z.number().describe('毫秒时间戳'),
  expiresAt: z.number().describe('文件删除的时间，毫秒时间戳；尚无文件为 0'),
  error: z.string().describe('失败的原因'),
})
const byId = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, { error: '导出编号无效' }) })
const refusals = { 400: errorBody, 403: errorBody, 404: errorBody, 409: errorBody }

/** Workbooks as jobs: ask for one, see how far it is, cancel it, fetch it. An account sees its own only. */
export function exportRoutes(
  { config, now, warehouse: { app: store, reader } }: Pick<ApiContext, 'config' | 'now' | 'warehouse'>,
  { callerOf, audit }: ExportRouteOptions,
): FastifyPluginAsyncZod {
  const ownExport = async ({ login }: Caller, id: string): Promise<ExportRecord> => {
    const found = await readExport(store, id)
    // whether another account has such an export is nobody's business
    if (!found || found.login !== login) throw new RequestError('not_found', '没有这个导出')
    return found
  }
  const shown = (record: ExportRecord): z.output<typeof info> => {
    const { id, title, share, rows, bytes, createdAt, expiresAt, error } = record
    return { id, title, state: stateAt(record, now()), share, rows, bytes, createdAt, expiresAt, error }
  }

  return async app => {
    app.post(
      '/api/exports',
      {
        config: { access: 'account' },
        schema: {
          summary: '申请导出',
          description: '报表或月报在后台生成，用返回的编号查询进度；完成后 24 小时内可下载。',
          tags: ['导出'],
          body: exportRequest,
          response: { 200: info, ...refusals },
        },
      },
      async request => {
        const caller = callerOf(request)
        const wanted = { ...request.body, org: askedOrg(caller.scope, request.body.org) }
        const { parent } = await placeOf(reader, caller.scope, wanted.org)
        const fault = faultOf(wanted, dayOf(now()))
        if (fault) throw new RequestError('input', fault)
        const queued = await queueOwnExport(
          store,
          {
            login: caller.login,
            scopeOrg: caller.scope.org,
            org: wanted.org,
            kind: wanted.kind,
            parameters: JSON.stringify(wanted),
            title: titleOf(wanted, orgName(parent)),
            createdAt: now(),
          },
          MOST_OPEN,
        )
        if (typeof queued === 'number')
          throw new RequestError('conflict', `您已有 ${queued} 个导出未完成，请等待完成或取消后再试`)
        await audit(request, 'export', `${queued.id} ${queued.parameters}`)
        return shown(queued)
      },
    )
    app.get(
      '/api/exports',
      {
        config: { access: 'account' },
        schema: {
          summary: '本账号的导出，新的在前',
          tags: ['导出'],
          response: { 200: z.object({ exports: z.array(info) }) },
        },
      },
      async request => ({
        exports: (await exportsOf(store, callerOf(request).login, MOST_LISTED)).map(shown),
      }),
    )
    app.get(
      '/api/exports/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '一个导出的进度',
          tags: ['导出'],
          params: byId,
          response: { 200: info, ...refusals },
        },
      },
      async request => shown(await ownExport(callerOf(request), request.params.id)),
    )
    app.delete(
      '/api/exports/:id',
      {
        config: { access: 'account' },
        schema: {
          summary: '取消导出，或删除已生成的文件',
          tags: ['导出'],
          params: byId,
          response: { 200: info, ...refusals },
        },
      },
      async request => {
        const caller = callerOf(request)
        for (let attempt = 1; attempt <= CANCEL_TRIES; attempt++) {
          const record = await ownExport(caller, request.params.id)
          const state = { queued: 'cancelled', running: 'cancelled', done: 'expired' } as const
          if (record.state !== 'queued' && record.state !== 'running' && record.state !== 'done')
            return shown(record)
          const changed = await changeExport(store, record, { state: state[record.state], share: 0 })
          if (!changed) continue
          await audit(request, 'export_cancel', record.id)
          return shown(changed)
        }
        throw new RequestError('conflict', '导出正在更新，请重试')
      },
    )
    app.get(
      '/api/exports/:id/file',
      {
        config: { access: 'account' },
        schema: {
          summary: '下载导出的文件',
          description: '再次核对账号与其当前的数据范围。',
          tags: ['导出'],
          params: byId,
          produces: [XLSX],
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const record = await ownExport(caller, request.params.id)
        const state = stateAt(record, now())
        if (state === 'expired') throw new RequestError('not_found', '文件已过期，请重新导出')
        if (state !== 'done') throw new RequestError('conflict', '导出尚未完成')
        // the account may see less by now than when it asked
        await readOrg(reader, caller.scope, record.org)
        const file = exportFile(config.dataDir, record.id)
        const handle = await fs.promises.open(file).catch(() => {
          throw new RequestError('not_found', '文件已不在，请重新导出')
        })
        const { size } = await handle.stat()
        await audit(request, 'download', record.id)
        return reply
          .headers(attachmentHeaders(`${record.title}.xlsx`, XLSX))
          .header('content-length', size)
          .send(handle.createReadStream())
      },
    )
  }
}

/** A file whose time is over is gone for its owner, whether or not it has been deleted yet. */
function stateAt({ state, expiresAt }: ExportRecord, now: number): ExportRecord['state'] {
  return state === 'done' && expiresAt <= now ? 'expired' : state
}
