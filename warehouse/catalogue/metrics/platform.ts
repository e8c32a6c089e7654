import { ORGS, those } from './figures.ts'
import { defineMetrics, type Measure } from './metric.ts'

const OPERATIONS: Measure = {
  entity: 'audit_record',
  aggregate: 'count',
  where: [],
  basis: { kind: 'business', field: 'acted_on' },
}
const EXPORTS = those(OPERATIONS, { field: 'action', in: ['export'] })
const SENT: Measure = {
  entity: 'central_exchange',
  aggregate: { sum: 'records_count' },
  where: [{ field: 'direction', in: ['sent'] }],
  basis: { kind: 'business', field: 'exchanged_on' },
}
const BACKUPS: Measure = {
  entity: 'backup_run',
  aggregate: 'count',
  where: [{ field: 'kind', in: ['backup'] }],
  basis: { kind: 'business', field: 'run_on' },
}

/** How the source platforms run, by their own records. */
export const PLATFORM_METRICS = defineMetrics({
  SYS01: {
    title: '系统可用率',
    unit: '%',
    untold: true,
    definition:
      '业务系统可用的分钟数 ÷ 全部分钟数。没有来源系统提供：各系统送来的是业务数据的变更，夜间没有变更不等于系统停用，由它推算会把停用与无业务混为一谈；须由各系统的运行监控提供后才能计算。',
    breakdowns: [],
  },
  SYS03: {
    title: '团中央报送成功率',
    unit: '%',
    ratio: { numerator: those(SENT, { field: 'status', in: ['accepted'] }), denominator: SENT },
    definition: '期内向团中央接口发送的记录中被接收的条数 ÷ 发送的条数，按交换日期计；待答复的计入分母。',
    breakdowns: ['interface'],
  },
  SYS04: {
    title: '活跃组织率',
    unit: '%',
    ratio: {
      numerator: {
        ...those(ORGS, { field: 'logins', op: '>', than: { const: 0 } }),
        with: {
          logins: {
            of: {
              entity: 'audit_record',
              where: [
                { field: 'action', in: ['login'] },
                { field: 'actor_kind', in: ['admin', 'operator'] },
                { field: 'acted_on', op: '>', than: { day: 'to', plus: { days: -30 } } },
              ],
              basis: { kind: 'since', field: 'acted_on' },
            },
            by: 'org_id',
          },
        },
      },
      denominator: ORGS,
    },
    definition: '期末前30日内有管理员或运营者登录的组织数 ÷ 组织总数。',
    breakdowns: [],
  },
  SYS05: {
    title: '审计记录数',
    unit: '条',
    measure: OPERATIONS,
    definition: '期内业务系统自身记录的操作条数，计在操作者所在组织。',
    breakdowns: ['actor_kind', 'action'],
  },
  SYS06: {
    title: '数据导出次数',
    unit: '次',
    measure: EXPORTS,
    definition: '期内业务系统审计记录中的导出次数，计在操作者所在组织；不含团数自身的导出。',
    breakdowns: ['actor_kind'],
  },
  SYS07: {
    title: '备份成功率',
    unit: '%',
    ratio: { numerator: those(BACKUPS, { field: 'status', in: ['succeeded'] }), denominator: BACKUPS },
    definition: '期内计划的备份中成功的次数 ÷ 计划的次数，计在平台所属组织。',
    breakdowns: [],
  },
  SYS17: {
    title: '数据导出行数',
    unit: '行',
    measure: { ...EXPORTS, aggregate: { sum: 'rows_count' } },
    definition: '期内业务系统审计记录中各次导出的行数合计；行数不详的计0。',
    breakdowns: [],
  },
  SYS18: {
    title: '恢复演练次数',
    unit: '次',
    measure: {
      ...BACKUPS,
      where: [
        { field: 'kind', in: ['restore_drill'] },
        { field: 'status', in: ['succeeded'] },
      ],
    },
    definition: '期内成功的恢复演练次数，计在平台所属组织。',
    breakdowns: [],
  },
})
