import net from 'node:net'
import { z } from 'zod'

const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform(value => value === 'true' || value === '1')
const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535)
const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a whole number' }).int().min(min).max(max)

/** An address, or a network as address/bits. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[net.isIP(address)] ?? -1
  return (
    rest.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  )
}

/** What a setting means: for the commands, and in Chinese for `warehouse/CONFIGURATION.md`. */
const said = (description: string, zh: string) => ({ description, zh })

/** Every setting of the product, read once from the environment. `npm run settings` prints them. */
export const schema = z.object({
  TUANSHU_DATA: z
    .string()
    .min(1)
    .default('data')
    .meta(said('data directory: embedded warehouse, spool, keys', '数据目录：内置仓库、暂存目录、密钥')),
  TUANSHU_PROVINCE: z
    .string()
    .regex(/^\d{2}0000$/, 'must be the six-digit code of a province, for example 440000')
    .default('440000')
    .meta(said('administrative code of the province the screen shows', '大屏所示省份的行政区划代码')),
  TUANSHU_MAP_DIR: z
    .string()
    .optional()
    .meta(
      said(
        'folder with own reviewed maps (<adcode>.json) for the build of the wall',
        '自有审定地图的目录（`<adcode>.json`），构建大屏时使用',
      ),
    ),
  TUANSHU_MAP_APPROVAL: z
    .string()
    .optional()
    .meta(
      said(
        '审图号 of those maps, printed below the map; without it the wall prints 示意图',
        '上述地图的审图号，印在地图下方；不设则标注“示意图”',
      ),
    ),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta(said('log level', '日志级别')),

  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .meta(
      said(
        'external ClickHouse; without it the embedded one is started',
        '外部 ClickHouse 地址；不设则启动内置的',
      ),
    ),
  CLICKHOUSE_USER: z
    .string()
    .default('default')
    .meta(said('user that owns the databases app and ops', '拥有库 app 与 ops 的用户')),
  CLICKHOUSE_PASSWORD: z.string().default('').meta(said('its password', '其密码')),
  CLICKHOUSE_READER_USER: z
    .string()
    .optional()
    .meta(said('read-only user for the API; sees app only', '接口与大屏用的只读用户，只能读 app')),
  CLICKHOUSE_READER_PASSWORD: z.string().default('').meta(said('its password', '其密码')),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^\w+$/, 'must be a cluster name')
    .optional()
    .meta(
      said(
        'cluster name: tables are created Replicated and ON CLUSTER',
        '集群名：表建为 Replicated，语句带 ON CLUSTER',
      ),
    ),
  WAREHOUSE_PORT: port
    .default(0)
    .meta(
      said(
        'port of the embedded ClickHouse on 127.0.0.1; 0 picks a free one',
        '内置 ClickHouse 在 127.0.0.1 的端口；0 为自动',
      ),
    ),
  WAREHOUSE_MEMORY_MB: whole(512, 1_048_576)
    .default(4096)
    .meta(said('memory limit of the embedded ClickHouse', '内置 ClickHouse 的内存上限（MB）')),

  KAFKA_BROKERS: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'must be host:port[,host:port…]')).min(1))
    .optional()
    .meta(
      said(
        'brokers; without it the spool is the change stream',
        'Kafka 地址 host:port[,…]；不设则以暂存目录为变更流',
      ),
    ),
  KAFKA_GROUP: z.string().min(1).default('tuanshu').meta(said('consumer group', '消费组')),
  KAFKA_TLS: flag.default(false).meta(said('connect with TLS', '以 TLS 连接')),
  KAFKA_TLS_CA: z.string().optional().meta(said('file with the CA certificates (PEM)', 'CA 证书文件（PEM）')),
  KAFKA_TLS_CERT: z
    .string()
    .optional()
    .meta(said('file with the client certificate (PEM), for mutual TLS', '双向 TLS 的客户端证书文件（PEM）')),
  KAFKA_TLS_KEY: z
    .string()
    .optional()
    .meta(said('file with the client key (PEM), for mutual TLS', '双向 TLS 的客户端密钥文件（PEM）')),
  KAFKA_TLS_SERVER_NAME: z
    .string()
    .optional()
    .meta(
      said(
        "name that stands in the brokers' certificates, where it is not the one in KAFKA_BROKERS",
        'Kafka 证书中的名称，与 KAFKA_BROKERS 中的主机名不同时设置',
      ),
    ),
  KAFKA_SASL: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .meta(said('SASL mechanism', 'SASL 机制：plain、scram-sha-256、scram-sha-512')),
  KAFKA_USER: z.string().optional().meta(said('SASL user', 'SASL 用户')),
  KAFKA_PASSWORD: z.string().optional().meta(said('SASL password', 'SASL 密码')),
  KAFKA_MAX_MESSAGE_MB: whole(1, 512)
    .default(8)
    .meta(
      said(
        'largest message that is decoded; a larger one becomes a dead letter',
        '可解码的最大消息（MB），更大的进入死信',
      ),
    ),

  INGEST_BATCH: whole(1, 200_000)
    .default(50_000)
    .meta(said('changes in one batch at the most', '一批最多的变更数')),
  INGEST_WAIT_MS: whole(1, 60_000)
    .default(1_000)
    .meta(
      said(
        'how long a change waits for others at the most; all logs write at the same beats',
        '变更最多等待其他变更的毫秒数：各日志按同一节拍写入，变更多时不等',
      ),
    ),
  INGEST_UNSEEN_WAIT_MS: whole(1, 60_000)
    .default(3_000)
    .meta(
      said(
        'the same for logs that no wall shows at present, where it is more',
        '没有大屏正在显示的日志，变更最多等待的毫秒数（小于 INGEST_WAIT_MS 时以后者为准）',
      ),
    ),
  INGEST_MEMORY_MB: whole(16, 65_536)
    .default(256)
    .meta(
      said(
        'changes that were read and are not stored yet, in memory; beyond it reading pauses',
        '已读取而尚未入库的变更在内存中的上限（MB）；超过则暂停读取',
      ),
    ),
  INGEST_REMEMBERED: whole(0, 50_000_000)
    .default(100_000)
    .meta(
      said(
        'versions of rows that the ingest remembers, about a kilobyte each, so that it need not look them up; 0: none',
        '采集进程记住的行版本数（每个约 1 KB），记住的不必再查询；0 表示不记',
      ),
    ),
  INGEST_SYSTEMS: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string()).min(1))
    .default(['guangdong'])
    .meta(
      said(
        'source systems whose mappings are loaded',
        '载入映射的来源系统，逗号分隔：`guangdong`、`shanxi`、`jiangsu`、`national`、`gongqingyun`，以及 `MAPPING_DIR` 中的',
      ),
    ),
  MAPPING_DIR: z
    .string()
    .optional()
    .meta(
      said(
        'folder with own mappings: a folder for each system, whose files add to those that ship or take their place',
        '自有映射的目录：每个系统一个子目录，其中的文件补充随产品提供的，同名的取而代之（`ingest/mapping/GUIDE.md`）',
      ),
    ),

  COUNTING_SYSTEMS: z
    .string()
    .optional()
    .meta(
      said(
        'own file that says which system counts per entity and region, instead of sql/reference',
        '自有的“哪个系统计数”文件（CSV），代替 `sql/reference`',
      ),
    ),

  METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .meta(
      said(
        'address on which the ingest serves its metrics; any but a local one needs METRICS_TOKEN',
        '采集进程提供监控指标的地址；非本机地址须设 METRICS_TOKEN',
      ),
    ),
  METRICS_PORT: port
    .optional()
    .meta(
      said(
        'port on which the ingest serves its metrics for Prometheus (/metrics); without it not at all',
        '采集进程提供 Prometheus 指标（`/metrics`）的端口；不设则不提供',
      ),
    ),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have 16 characters or more')
    .optional()
    .meta(
      said(
        'bearer token for /metrics, of the ingest and of the web server',
        '读取 `/metrics` 的 Bearer 令牌（采集进程与网页服务），至少 16 个字符',
      ),
    ),

  RETENTION_RATIOS: z
    .string()
    .optional()
    .meta(
      said(
        'own file with the dated shares of dues that each level keeps, instead of sql/reference',
        '自有的团费留存比例文件（CSV），代替 `sql/reference`',
      ),
    ),
  REFERENCE_VALUES: z
    .string()
    .optional()
    .meta(
      said(
        'own file with dated targets, thresholds and deadlines, which take the place of those in sql/reference with the same subject and scope',
        '自有的目标、阈值、期限文件（CSV，格式见 `sql/reference/reference_value.csv`）：同一项目、同一范围的代替随产品提供的，其余不变；与“管理”中录入的矛盾的拒绝启动，见 OPERATIONS.md 口径参数',
      ),
    ),
  ASSESSMENTS: z
    .string()
    .optional()
    .meta(
      said(
        'own file with assessments: indicators, weights and lines by level and year; its assessments take the place of those in sql/reference of the same id',
        '自有的考核办法文件（CSV，格式见 `sql/reference/assessment.csv`）：其中的考核整体代替随产品提供的同名考核，其余不变',
      ),
    ),
  TARGETS: z
    .string()
    .optional()
    .meta(
      said(
        'own file with campaigns, their phases and targets; its campaigns take the place of those in sql/reference of the same id',
        '自有的工作目标文件（CSV，格式见 `sql/reference/target.csv`）：其中的工作整体代替随产品提供的同名工作，其余不变',
      ),
    ),

  HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .meta(
      said(
        'address the web server binds to; any but a local one needs TLS or a proxy',
        '网页服务监听的地址；非本机地址须有 TLS 或代理',
      ),
    ),
  HTTP_PORT: port.default(8080).meta(said('port of the web server', '网页服务的端口')),
  HTTP_TLS_CERT: z
    .string()
    .optional()
    .meta(
      said(
        'file with the certificate of the web server and its chain (PEM): it then speaks TLS itself',
        '网页服务的证书及证书链文件（PEM）；设后自行提供 HTTPS',
      ),
    ),
  HTTP_TLS_KEY: z
    .string()
    .optional()
    .meta(said('file with the key of that certificate (PEM)', '上述证书的密钥文件（PEM）')),
  HTTP_TRUST_PROXY: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(
      z
        .array(
          z.string().refine(isNetwork, 'must be addresses or networks, for example 10.1.2.3,10.2.0.0/16'),
        )
        .min(1),
    )
    .optional()
    .meta(
      said(
        'addresses of the proxy that ends TLS; only from there X-Forwarded-* is believed',
        '终结 TLS 的代理的地址或网段，逗号分隔；只信任它们的 X-Forwarded-*',
      ),
    ),
  WALL_OPEN: flag
    .default(false)
    .meta(
      said(
        'show the wall without signing in; only on a local address and without a proxy',
        '大屏免登录；只能用于本机地址且没有代理',
      ),
    ),
  WALL_ROUND: z
    .string()
    .default('overview:60,organisations:30,moves:30,dues:30,activities:30,study:30,protection:30,progress:30')
    .transform(text => text.split(',').map(part => part.trim()))
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^[a-z][a-z0-9_]*:\d{1,5}$/, 'must be scene:seconds[,scene:seconds…]')
            .transform(part => {
              const [scene = '', seconds = ''] = part.split(':')
              return { scene, seconds: Number(seconds) }
            })
            .refine(({ seconds }) => seconds >= 10, 'must give each scene 10 seconds or more'),
        )
        .refine(all => new Set(all.map(({ scene }) => scene)).size === all.length, 'must name a scene once'),
    )
    .meta(
      said(
        'scenes that a wall without ?scene= plays, in this order, each with its seconds',
        '不指定画面（`?scene=`）的大屏依次轮播的画面与秒数；一个画面即不轮播',
      ),
    ),
  WALL_RESUME_SECONDS: whole(10, 3_600)
    .default(60)
    .meta(
      said('seconds after the last touch or key until a wall plays on', '最后一次触摸或按键后多少秒恢复轮播'),
    ),
  WALL_NIGHT: z
    .string()
    .regex(
      /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
      'must be HH:MM-HH:MM, for example 22:00-06:30',
    )
    .refine(text => text.slice(0, 5) !== text.slice(6), 'must not begin and end at the same minute')
    .optional()
    .meta(
      said(
        'hours (Asia/Shanghai) in which the wall is dimmed and plays slowly',
        '夜间时段（北京时间，如 `22:00-06:30`）：大屏调暗、放慢轮播；不设则不调',
      ),
    ),
  WALL_MAX_SCREENS: whole(1, 100_000)
    .default(50)
    .meta(
      said(
        'walls that one account, or one link, may have open at the same time',
        '一个账号（或一个大屏链接）最多同时打开的大屏数；超出的一面写明原因',
      ),
    ),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .meta(
      said(
        'address under which users reach the portal, for links in mails and of wall screens',
        '用户打开报表门户的地址，用于邮件中的链接与大屏链接',
      ),
    ),

  SMTP_HOST: z
    .string()
    .optional()
    .meta(said('mail server; without it nothing is mailed', '邮件服务器；不设则不发送邮件')),
  SMTP_PORT: port
    .optional()
    .meta(
      said(
        'its port; 465 with tls, 587 with starttls, 25 with none',
        '其端口；tls 为 465，starttls 为 587，none 为 25',
      ),
    ),
  SMTP_SECURITY: z
    .enum(['tls', 'starttls', 'none'])
    .default('starttls')
    .meta(
      said(
        'encryption: tls from the start, starttls (required), or none',
        '加密方式：tls、starttls（必须成功）或 none',
      ),
    ),
  SMTP_TLS_CA: z
    .string()
    .optional()
    .meta(said('file with the CA certificates of the mail server (PEM)', '邮件服务器的 CA 证书文件（PEM）')),
  SMTP_USER: z.string().optional().meta(said('user at the mail server', '邮件服务器的用户')),
  SMTP_PASSWORD: z.string().optional().meta(said('its password', '其密码')),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]+ <[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      'must be an address, or: name <address>',
    )
    .optional()
    .meta(said('sender of the mails', '发件人')),
  MAIL_MAX_MB: whole(1, 100)
    .default(10)
    .meta(
      said(
        'largest mail; a larger one is zipped, and its files become a link if that is not enough',
        '一封邮件的上限（MB），超出则压缩，仍超出则改为下载链接',
      ),
    ),
  MAIL_RECIPIENTS: z
    .string()
    .optional()
    .meta(
      said(
        'CSV file with recipients beside the accounts: address, organisation, mailings',
        '账号以外的收件人名单（CSV）：地址、组织、邮件',
      ),
    ),
  MAIL_CATCHER: flag
    .default(false)
    .meta(
      said(
        'demonstration: mails go into a local mailbox instead of a mail server',
        '演示：邮件存入本机邮箱，不经邮件服务器',
      ),
    ),
})

/** A setting as people read of it. */
export interface Setting {
  name: string
  /** Its default, `''` when there is none. */
  fallback: string
  meaning: string
  /** The meaning in Chinese. */
  zh: string
}

/** Every setting, in the order of the schema. */
export function listSettings(): Setting[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const fallback = writtenDefault(field)
    const { description = '', zh } = field.meta() ?? {}
    return { name, fallback, meaning: description, zh: typeof zh === 'string' ? zh : '' }
  })
}

/** The default as it would be written in the environment: what becomes of it when it is read does not matter here. */
function writtenDefault(field: z.core.$ZodType): string {
  if (field instanceof z.ZodPipe) return writtenDefault(field.in)
  return field instanceof z.ZodDefault ? String(field.def.defaultValue) : ''
}
