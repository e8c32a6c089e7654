/** What somebody can do that is written to the audit, and what pages and workbooks call it. */
export const AUDIT_ACTION_TITLES = {
  sign_in: '登录',
  sign_in_failed: '登录失败',
  sign_out: '退出登录',
  password_change: '修改密码',
  password_change_failed: '修改密码失败',
  kiosk_open: '打开大屏链接',
  kiosk_add: '新建大屏链接',
  kiosk_revoke: '撤销大屏链接',
  account_add: '新建账号',
  account_disable: '停用账号',
  account_enable: '启用账号',
  account_reset: '重置密码',
  account_move: '改绑账号',
  account_role: '更改角色',
  account_email: '更改邮箱',
  export: '导出',
  export_cancel: '取消导出',
  download: '下载',
  mail_decide: '处理邮件',
  recipient_add: '添加收件人',
  recipient_remove: '移除收件人',
  alert_acknowledge: '确认预警',
  ticket_explain: '提交书面说明',
  ticket_accept: '通过书面说明',
  ticket_return: '退回书面说明',
  freeze: '封存',
  bulletin_issue: '印发通报',
  org_alias: '更改组织别名',
  reference_enter: '录入口径参数',
  reference_withdraw: '撤回口径参数',
} as const
export type AuditAction = keyof typeof AUDIT_ACTION_TITLES

export const AUDIT_ACTIONS: readonly AuditAction[] = Object.keys(AUDIT_ACTION_TITLES).filter(
  (name): name is AuditAction => name in AUDIT_ACTION_TITLES,
)
