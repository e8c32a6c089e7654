import { FIRST_LOGIN, makeFirstAdmin } from '../../warehouse/control/accounts/firstAdmin.ts'
import type { Warehouse } from '../../warehouse/platform/clickhouse/client.ts'
import { whileUnreachable } from '../../warehouse/platform/clickhouse/retry.ts'
import { type Config, httpOrigin } from '../../warehouse/platform/config.ts'
import type { Log } from '../../warehouse/platform/log.ts'
import { explainUnmigrated } from '../../warehouse/platform/migrate/unmigrated.ts'

/** Makes the administrator of a new installation and prints its password, once: on stderr, but not into the log. */
export async function announceFirstAdmin(warehouse: Warehouse, config: Config, log: Log): Promise<void> {
  const password = await whileUnreachable(
    () => explainUnmigrated(() => makeFirstAdmin(warehouse.app, log, Date.now())),
    { log },
  )
  if (password === undefined) return
  process.stderr.write(`
  ┌ 首个管理员账号，密码只显示这一次 · the first administrator; the password is shown only here
  │ 地址 address   ${httpOrigin(config)}/reports/
  │ 账号 login     ${FIRST_LOGIN}
  │ 密码 password  ${password}
  └ 遗失时重置 when it is lost:  npm run user -- reset ${FIRST_LOGIN}

`)
}
