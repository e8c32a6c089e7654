import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { orgName } from '../../warehouse/contract/orgName.ts'
import { THEMES } from '../../warehouse/contract/wallOrder.ts'
import { audit } from '../../warehouse/control/accounts/audit.ts'
import { listKiosks } from '../../warehouse/control/accounts/kiosks.ts'
import {
  changeWallOrder,
  readWallOrders,
  type StoredWallOrder,
  undoWallOrder,
  wallOrder,
} from '../../warehouse/control/walls/wallOrders.ts'
import { findOrgs, ROOT, readOrg } from '../../warehouse/orgs/readOrgs.ts'
import type { Scope } from '../../warehouse/orgs/scope.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { dayOf, formatDay } from '../../warehouse/platform/time/day.ts'
import { accountOf, scopeOf } from '../auth/access.ts'
import type { ApiContext } from '../context.ts'
import type { WallAnswer, WallCommand, WallInfo, WallList } from '../contract.ts'
import { errorBody, RequestError } from '../http/errors.ts'
import { requireScene } from '../live/requireScene.ts'
import { LOCAL_WALL, numbered } from '../live/walls.ts'
import { commandWords, ordered, wallCommand } from './wallCommand.ts'

/** A wall that can be controlled: where it stands, and what it may show at the most. */
interface KnownWall {
  id: string
  name: string
  org: string
  orgName: string
}

const state = z.object({
  seq: z.number().describe('已执行到第几次命令'),
  scene: z.string().nullable(),
  org: z.object({ id: z.string(), name: z.string() }).nullable(),
  theme: z.enum(THEMES),
  asOf: z.number(),
  mark: z.string().describe('画面上的标示，实时画面为空'),
  isPaused: z.boolean(),
  connection: z.string(),
  layout: z.string(),
  untold: z.array(z.object({ scene: z.string(), reason: z.string() })),
})
const wall = z.object({
  id: z.string(),
  name: z.string(),
  org: z.string(),
  orgName: z.string(),
  seq: z.number(),
  order: wallOrder.describe('命令的总和：画面、组织、主题、标题、轮播，以及定格、维护、回看、回放'),
  login: z.string(),
  orderedAt: z.number(),
  screens: z.array(z.object({ since: z.number(), heardAt: z.number().nullable(), state: state.nullable() })),
})
const TAGS = ['控屏']

/** The walls of the caller's subtree, and what they are told to show. */
export function wallRoutes({ warehouse, config, log, now, walls }: ApiContext): FastifyPluginAsyncZod {
  const { app: client, reader } = warehouse

  return async app => {
    app.get(
      '/api/walls',
      {
        config: { access: 'control' },
        schema: {
          summary: '可控制的大屏',
          tags: TAGS,
          response: {
            200: z.object({ walls: z.array(wall), now: z.number() }),
            401: errorBody,
            403: errorBody,
          },
        },
      },
      async (request): Promise<WallList> => {
        const known = await wallsIn(scopeOf(request))
        const orders = await readWallOrders(
          client,
          known.map(({ id }) => id),
        )
        return { walls: known.map(each => info(each, orders.get(each.id))), now: now() }
      },
    )
    app.post(
      '/api/walls/:id/orders',
      {
        config: { access: 'control' },
        schema: {
          summary: '控制一面大屏',
          description: '命令保存在服务器；未连接的大屏在接通后执行。',
          tags: TAGS,
          params: z.object({ id: z.string().max(20, { error: '大屏编号无效' }) }),
          body: wallCommand,
          response: {
            200: z.object({ wall, delivery: z.object({ screens: z.number(), obeyed: z.number() }) }),
            400: errorBody,
            401: errorBody,
            403: errorBody,
            404: errorBody,
            409: errorBody,
          },
        },
      },
      async (request): Promise<WallAnswer> => {
        const { id } = request.params
        const command = request.body
        const { login } = accountOf(request)
        const found = (await wallsIn(scopeOf(request))).find(each => each.id === id)
        if (!found) throw new RequestError('not_found', '没有这面大屏，或它不在您的范围内')
        await check(command, found)
        const deed = { login, at: now() }
        const changed = await change(found, deed, command)
        await audit(client, log, {
          at: deed.at,
          login,
          action: 'wall_order',
          org: found.org,
          detail: `${id} ${found.name}: ${commandWords(command)}`,
          address: request.ip,
        })
        const delivery = await walls.send(id, numbered(changed))
        return { wall: info(found, changed), delivery }
      },
    )
  }

  /** The walls of a subtree; the one at the machine of the server is that of the whole instance. */
  async function wallsIn(scope: Scope): Promise<KnownWall[]> {
    const kiosks = (await listKiosks(client)).filter(({ isRevoked }) => !isRevoked)
    const orgs = await findOrgs(
      reader,
      scope,
      kiosks.map(({ org }) => org),
    )
    const local = { id: LOCAL_WALL, name: '本机大屏', org: ROOT.id, orgName: orgName(ROOT) }
    return [
      ...(config.WALL_OPEN && scope.org === ROOT.id ? [local] : []),
      ...kiosks.flatMap(({ id, name, org }) => {
        const of = orgs.get(org)
        return of ? [{ id, name, org, orgName: orgName(of) }] : []
      }),
    ]
  }

  /** Throws for a scene that is not there, and for an organisation that the wall may not show. */
  async function check(command: WallCommand, { org }: KnownWall): Promise<void> {
    if (command.do === 'scene' && command.scene !== null) requireScene(command.scene)
    if (command.do === 'past' && command.day >= formatDay(dayOf(now())))
      throw new RequestError('input', '只能回看今天以前的日期')
    if (command.do === 'org' && command.org !== null) await readOrg(reader, { org }, command.org)
  }

  async function change(
    { id }: KnownWall,
    deed: { login: string; at: number },
    command: WallCommand,
  ): Promise<StoredWallOrder> {
    if (command.do !== 'undo')
      return changeWallOrder(client, id, deed, present => ordered(present, command, deed.at))
    try {
      return await undoWallOrder(client, id, deed, command.seq)
    } catch (error) {
      if (error instanceof TuanshuError && error.code === 'conflict')
        throw new RequestError('conflict', '这面大屏刚被其他人改动，请看清后再撤销')
      throw error
    }
  }

  function info(known: KnownWall, stored: StoredWallOrder | undefined): WallInfo {
    return {
      ...known,
      ...numbered(stored),
      login: stored?.login ?? '',
      orderedAt: stored?.at ?? 0,
      screens: walls.screensOf(known.id).map(({ since, heardAt, state }) => ({ since, heardAt, state })),
    }
  }
}
