import { createRouter, createWebHistory } from 'vue-router'
import { whenSignedOut } from './shell/ask.ts'
import { forgetReports } from './shell/catalogue.ts'
import { putAllAway } from './shell/exports.ts'
import { forgetSession, loadSession } from './shell/session.ts'
import { titleOf } from './shell/titleOf.ts'

export const BASE = '/reports/'

export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: '/', name: 'list', component: () => import('./pages/ReportList.vue'), meta: { title: '报表' } },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./pages/SignIn.vue'),
      meta: { isOpen: true, title: '登录' },
    },
    { path: '/lists/:metric', name: 'metric-list', component: () => import('./pages/ListPage.vue') },
    {
      path: '/changes/:metric',
      name: 'metric-change',
      component: () => import('./pages/ChangePage.vue'),
    },
    { path: '/r/:id', name: 'report', component: () => import('./pages/ReportPage.vue') },
    {
      path: '/alerts',
      name: 'alerts',
      component: () => import('./pages/AlertPage.vue'),
      meta: { title: '预警' },
    },
    {
      path: '/targets',
      name: 'targets',
      component: () => import('./pages/TargetPage.vue'),
      meta: { title: '目标' },
    },
    {
      path: '/bulletins',
      name: 'bulletins',
      component: () => import('./pages/BulletinListPage.vue'),
      meta: { title: '通报' },
    },
    { path: '/bulletins/:id', name: 'bulletin', component: () => import('./pages/BulletinPage.vue') },
    {
      path: '/assessments',
      name: 'assessments',
      component: () => import('./pages/AssessmentList.vue'),
      meta: { title: '考核' },
    },
    { path: '/assessments/:id', name: 'assessment', component: () => import('./pages/AssessmentPage.vue') },
    {
      path: '/tickets',
      name: 'tickets',
      component: () => import('./pages/TicketList.vue'),
      meta: { title: '书面说明' },
    },
    {
      path: '/tickets/:id',
      name: 'ticket',
      component: () => import('./pages/TicketPage.vue'),
      meta: { title: '书面说明' },
    },
    {
      path: '/frozen',
      name: 'frozen',
      component: () => import('./pages/FrozenList.vue'),
      meta: { title: '封存' },
    },
    { path: '/frozen/:id', name: 'frozen-set', component: () => import('./pages/FrozenPage.vue') },
    {
      path: '/exports',
      name: 'exports',
      component: () => import('./pages/ExportList.vue'),
      meta: { title: '我的导出' },
    },
    {
      path: '/deliveries',
      name: 'deliveries',
      component: () => import('./pages/DeliveryPage.vue'),
      meta: { title: '定时邮件' },
    },
    {
      path: '/metrics',
      name: 'metrics',
      component: () => import('./pages/MetricPage.vue'),
      meta: { title: '指标' },
    },
    {
      path: '/admin',
      component: () => import('./pages/AdminPage.vue'),
      meta: { place: 'accounts' },
      children: [
        { path: '', redirect: { name: 'accounts' } },
        {
          path: 'accounts',
          name: 'accounts',
          component: () => import('./admin/AccountTab.vue'),
          meta: { title: '账号' },
        },
        {
          path: 'references',
          name: 'references',
          component: () => import('./admin/ReferenceTab.vue'),
          meta: { title: '口径参数' },
        },
        {
          path: 'walls',
          name: 'wall-links',
          component: () => import('./admin/WallTab.vue'),
          meta: { title: '大屏链接' },
        },
        {
          path: 'audit',
          name: 'audit',
          component: () => import('./admin/AuditTab.vue'),
          meta: { title: '审计' },
        },
      ],
    },
    {
      path: '/pair',
      name: 'pair',
      component: () => import('./pages/PairPage.vue'),
      meta: { isOpen: true, title: '接入大屏' },
    },
    {
      path: '/control',
      name: 'control',
      component: () => import('./pages/ControlPage.vue'),
      meta: { title: '控屏' },
    },
    { path: '/ops', name: 'ops', component: () => import('./pages/OpsPage.vue'), meta: { title: '运维' } },
    {
      path: '/mailbox/:id?',
      name: 'mailbox',
      component: () => import('./pages/MailboxPage.vue'),
      meta: { title: '演示邮箱' },
    },
    {
      path: '/:rest(.*)*',
      name: 'unknown',
      component: () => import('./pages/UnknownPage.vue'),
      meta: { title: '没有这个页面' },
    },
  ],
  // the table keeps its place when only the state of the page changes
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async to => {
  if (to.meta.isOpen) return true
  try {
    const { account } = await loadSession()
    // who controls walls reads no reports
    if (account) return account.role !== 'controller' || to.name === 'control' || { name: 'control' }
  } catch {
    // the page itself says what does not work
    return true
  }
  forgetSession()
  return { name: 'sign-in', query: { next: `${BASE}${to.fullPath.slice(1)}` } }
})

// a report names itself, by what it shows
router.afterEach(({ meta: { title } }) => {
  if (typeof title === 'string') document.title = titleOf(title)
})

// a page whose script did not arrive: the start guard loads this address again, so let it be the one that was wanted
router.onError((_error, to) => {
  history.replaceState(history.state, '', router.resolve(to).href)
})

whenSignedOut(() => {
  forgetSession()
  forgetReports()
  putAllAway()
  const here = router.currentRoute.value
  if (here.meta.isOpen) return
  void router.push({ name: 'sign-in', query: { next: `${BASE}${here.fullPath.slice(1)}` } })
})
