import type {
  AccountInfo,
  AuditPage,
  HeldAccountInfo,
  KioskInfo,
  NewReference,
  NewSplit,
  RatioList,
  RecipientInfo,
  RecipientPage,
  ReferenceInfo,
  ReferenceList,
  Role,
  SplitInfo,
} from '../../../../api/contract.ts'
import { MAILINGS } from '../../../../warehouse/catalogue/mailings.ts'
import { REFERENCE_NAMES, REFERENCE_VALUES } from '../../../../warehouse/catalogue/referenceValues.ts'
import { ROLES } from '../../../../warehouse/control/accounts/account.ts'
import { formatDay } from '../../../../warehouse/platform/time/day.ts'
import { type PortalDesk, refuse } from './desk.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const ONE_TIME = 'abcde-fghjk-mnpqr-stuvw'

/** A body as the contract hands it on: its day is read already. */
type Typed<T> = Omit<T, 'from'> & { from: number }

/** What an administrator is answered: accounts, links of screens, reference values, recipients, the audit; deeds change the samples. */
export function answerAdministration({ app, account, orgs, now }: PortalDesk): void {
  let accounts = sampleAccounts(account, now())
  let kiosks = sampleKiosks(now())
  let rows = sampleReferences(now())
  let recipients = sampleRecipients()
  let splits = [sampleSplit()]
  const change = (login: string, to: (each: HeldAccountInfo) => HeldAccountInfo) => {
    accounts = accounts.map(each => (each.login === login ? to(each) : each))
    return accounts.find(each => each.login === login)
  }

  app.get('/api/accounts', async () => ({ accounts, roles: [...ROLES] }))
  app.post<{ Body: { login: string; role: Role; org: string; email: string } }>(
    '/api/accounts',
    async (request, reply) => {
      const { login, role, org, email } = request.body
      if (accounts.some(each => each.login === login))
        return refuse(reply, 409, '这个账号名已被使用，请换一个；停用的账号名也不再另用')
      const made = {
        ...held(login, role, org, orgs.get(org)?.name ?? '', now()),
        email,
        hasOneTimePassword: true,
      }
      accounts = [...accounts, made]
      return { account: made, password: ONE_TIME }
    },
  )
  app.post<{ Params: { login: string } }>('/api/accounts/:login/reset', async request => ({
    account: change(request.params.login, each => ({ ...each, hasOneTimePassword: true })),
    password: ONE_TIME,
  }))
  app.post<{ Params: { login: string }; Body: { org: string } }>(
    '/api/accounts/:login/move',
    async request => {
      const { org } = request.body
      return change(request.params.login, each => ({ ...each, org, orgName: orgs.get(org)?.name ?? '' }))
    },
  )
  app.post<{ Params: { login: string }; Body: { role: Role } }>('/api/accounts/:login/role', async request =>
    change(request.params.login, each => ({ ...each, role: request.body.role })),
  )
  app.post<{ Params: { login: string }; Body: { email: string } }>(
    '/api/accounts/:login/email',
    async request => change(request.params.login, each => ({ ...each, email: request.body.email })),
  )
  for (const [verb, isEnabled] of [
    ['enable', true],
    ['disable', false],
  ] as const)
    app.post<{ Params: { login: string } }>(`/api/accounts/:login/${verb}`, async request =>
      change(request.params.login, each => ({ ...each, isEnabled })),
    )

  app.get('/api/scenes', async () => ({
    scenes: [
      { id: 'overview', title: '总览' },
      { id: 'dues', title: '团费' },
    ],
  }))
  app.get('/api/kiosks', async () => ({ kiosks }))
  app.post<{ Body: { name: string; org: string } }>('/api/kiosks', async request => {
    const { name, org } = request.body
    const made = { ...link('0000000c', name, now()), org, orgName: orgs.get(org)?.name ?? '' }
    kiosks = [...kiosks, made]
    return { kiosk: made, link: 'https://tuanshu.example/?kiosk=token' }
  })
  app.delete<{ Params: { id: string } }>('/api/kiosks/:id', async request => {
    kiosks = kiosks.map(each => (each.id === request.params.id ? { ...each, isRevoked: true } : each))
    return kiosks.find(each => each.id === request.params.id)
  })

  const references = (): ReferenceList => ({
    subjects: REFERENCE_NAMES.map(what => ({ what, ...REFERENCE_VALUES[what] })),
    rows,
    today: '2026-11-25',
    isWhole: true,
  })
  app.get('/api/references', async () => references())
  app.post<{ Body: Typed<NewReference> }>('/api/references/check', async (request, reply) =>
    request.body.value.startsWith('-')
      ? refuse(reply, 400, '数值：不能为负')
      : {
          words: [
            `自 ${formatDay(request.body.from)} 起，全部组织：“团支部团员数下限”由3 人改为${request.body.value} 人。`,
          ],
        },
  )
  app.post<{ Body: Typed<NewReference> }>('/api/references', async request => {
    const { from, value, source } = request.body
    rows = [{ ...row(now()), from: formatDay(from), value: Number(value), source }, ...rows]
    return references()
  })
  app.post<{ Params: { id: string }; Body: { reason: string } }>(
    '/api/references/:id/withdraw',
    async request => {
      const withdrawn = { by: account.login, at: now(), reason: request.body.reason }
      rows = rows.map(each =>
        each.id === request.params.id ? { ...each, state: 'withdrawn', withdrawn, mayWithdraw: false } : each,
      )
      return references()
    },
  )

  const ratios = (): RatioList => ({ splits, overrides: 0, today: '2026-11-25' })
  app.get('/api/ratios', async () => ratios())
  app.post<{ Body: Typed<NewSplit> }>('/api/ratios/check', async request => ({
    words: [
      `自 ${formatDay(request.body.from)} 起，团费留存比例改为基层 ${request.body.levels.grassroots / 100}%。`,
    ],
  }))
  app.post<{ Body: Typed<NewSplit> }>('/api/ratios', async request => {
    const entered = {
      id: 'split',
      origin: 'page',
      place: account.login,
      enteredAt: now(),
      state: 'coming',
    } as const
    splits = [
      { ...sampleSplit(), ...request.body, from: formatDay(request.body.from), ...entered },
      ...splits,
    ]
    return ratios()
  })
  app.post<{ Params: { id: string }; Body: { reason: string } }>(
    '/api/ratios/:id/withdraw',
    async request => {
      const withdrawn = { by: account.login, at: now(), reason: request.body.reason }
      splits = splits.map(each =>
        each.id === request.params.id ? { ...each, id: null, state: 'withdrawn', withdrawn } : each,
      )
      return ratios()
    },
  )

  const mailed = (): RecipientPage => ({
    recipients,
    mailings: Object.values(MAILINGS).map(({ id, title, schedule }) => ({ id, title, schedule })),
  })
  app.get('/api/recipients', async () => mailed())
  app.post<{ Body: { address: string; org: string; mailings: string[] } }>(
    '/api/recipients',
    async request => {
      const { org, ...given } = request.body
      const entered = { source: 'page', enteredBy: account.login, enteredAt: now() } as const
      recipients = [...recipients, { ...given, org, orgName: orgs.get(org)?.name ?? '', ...entered }]
      return mailed()
    },
  )
  app.post<{ Body: { address: string } }>('/api/recipients/remove', async request => {
    recipients = recipients.filter(({ address }) => address !== request.body.address)
    return mailed()
  })

  app.get<{ Querystring: { login?: string; before?: string } }>('/api/audit', async request =>
    sampleAudit(request.query, now()),
  )
  app.get('/api/audit/file', async (_request, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="audit.xlsx"')
      .type('application/octet-stream')
      .send(Buffer.from('a workbook')),
  )
}

function held(login: string, role: Role, org: string, orgName: string, createdAt: number): HeldAccountInfo {
  return {
    login,
    role,
    org,
    orgName,
    email: '',
    isEnabled: true,
    hasOneTimePassword: false,
    createdAt,
    lastSignInAt: null,
    isOwn: false,
  }
}

function sampleAccounts({ login, role, org, orgName }: AccountInfo, now: number): HeldAccountInfo[] {
  const before = now - 90 * DAY_MS
  return [
    { ...held(login, role, org, orgName, before), isOwn: true, lastSignInAt: now - HOUR_MS },
    {
      ...held('guangzhou', 'committee', '440100', '团广州市委', before),
      email: 'gz@example.cn',
      lastSignInAt: now - DAY_MS,
    },
    { ...held('shenzhen', 'committee', '440300', '团深圳市委', before), hasOneTimePassword: true },
    { ...held('old.office', 'department', '440000', '团广东省委', before), isEnabled: false },
  ]
}

function link(id: string, name: string, createdAt: number): KioskInfo {
  return { id, name, org: '440000', orgName: '团广东省委', isRevoked: false, createdAt, lastSeenAt: null }
}

function sampleKiosks(now: number): KioskInfo[] {
  return [
    { ...link('0000000a', '一楼大厅', now - 30 * DAY_MS), lastSeenAt: now - HOUR_MS },
    { ...link('0000000b', '旧会议室', now - 60 * DAY_MS), isRevoked: true },
  ]
}

function row(now: number): ReferenceInfo {
  return {
    id: 'branch_members_least||||0|2026-12-01',
    what: 'branch_members_least',
    title: REFERENCE_VALUES.branch_members_least.title,
    unit: '人',
    scope: '全部组织',
    from: '2026-12-01',
    value: 5,
    source: '粤青办〔2026〕9号',
    origin: 'page',
    place: 'zhang.wei',
    enteredAt: now - DAY_MS,
    state: 'coming',
    withdrawn: null,
    mayWithdraw: true,
  }
}

function sampleReferences(now: number): ReferenceInfo[] {
  const shipped = {
    ...row(now),
    id: null,
    from: '2000-01-01',
    value: 3,
    source: '《中国共产主义青年团章程》第二十四条',
    origin: 'shipped',
    place: 'reference_value.csv:8',
    enteredAt: null,
    state: 'in_force',
    mayWithdraw: false,
  } as const
  return [row(now), shipped]
}

function sampleSplit(): SplitInfo {
  return {
    id: null,
    from: '2000-01-01',
    levels: { grassroots: 5000, county: 2500, city: 1250, province: 950, centre: 300 },
    source: '',
    origin: 'shipped',
    place: 'retention_ratio.csv',
    enteredAt: null,
    state: 'in_force',
    withdrawn: null,
  }
}

function sampleRecipients(): RecipientInfo[] {
  const guangzhou = { org: '440100', orgName: '团广州市委', mailings: ['monthly', 'weekly'] }
  return [
    { ...guangzhou, address: 'gz@example.cn', source: 'account', enteredBy: null, enteredAt: null },
    { ...guangzhou, address: 'list@example.cn', source: 'list', enteredBy: null, enteredAt: null },
  ]
}

function sampleAudit({ login, before }: { login?: string; before?: string }, now: number): AuditPage {
  const entry = { org: '440100', orgName: '团广州市委', address: '10.0.0.8' }
  const entries: AuditPage['entries'] = [
    {
      ...entry,
      at: now - HOUR_MS,
      login: 'admin',
      action: 'account_move',
      detail: 'guangzhou, before 440300',
    },
    { ...entry, at: now - 2 * HOUR_MS, login: 'guangzhou', action: 'export', detail: '团员发展.xlsx' },
  ]
  if (before)
    return {
      entries: [{ ...entry, at: now - DAY_MS, login: 'admin', action: 'sign_in', detail: '' }],
      next: null,
    }
  return { entries: entries.filter(each => !login || each.login === login), next: `${now}.${'0'.repeat(36)}` }
}
