import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountInfo, AlertPage, ExportInfo, ReportAnswer } from '../../../../api/contract.ts'
import type { SampleOrg } from '../wallPictures.ts'

export interface PortalServerOptions {
  /** Folder of the built pages. */
  dist: string
  orgs: ReadonlyMap<string, SampleOrg>
  account: AccountInfo
  port?: number
  now?: () => number
  /** Last touch on every report that is answered. */
  alter?: (answer: ReportAnswer) => void
  /** Last touch on every page of alerts that is answered. */
  alterAlerts?: (page: AlertPage) => void
  /** The assessment is not published yet, or Guangzhou has objected to it. */
  hasDraft?: boolean
  hasObjection?: boolean
  /** The account has no targets, nor has anybody below it. */
  hasNoTargets?: boolean
  /** Requests that are answered with 503, as by a proxy whose server is away. */
  lose?: (path: string) => boolean
  /** Answers a path with this status and these words instead. */
  refuse?: (path: string, method: string) => { status: number; message: string } | undefined
}

/** What the sample answers of all subjects share. */
export interface PortalDesk {
  app: FastifyInstance
  options: PortalServerOptions
  orgs: ReadonlyMap<string, SampleOrg>
  now: () => number
  /** Who signs in; another one once the password is changed. */
  account: AccountInfo
  sessions: Set<string>
  exports: Map<string, ExportInfo>
}

export function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.status(status).send({ error: { code: 'test', message, requestId: 'r1' } })
}

export function sessionOf({ headers }: FastifyRequest): string {
  return /(?:^|;\s*)sid=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? ''
}
