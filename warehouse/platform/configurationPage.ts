import type { Setting } from './settings.ts'

const HEAD = `# 配置

全部由环境变量给出，启动时检查，错误会指出变量名。空值等于未设。本页由 \`npm run settings -- --write\` 生成，不要手改。

`

/** The page that lists every setting in Chinese, as Markdown. */
export function configurationPage(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ name, fallback, zh }) => `| \`${name}\` | ${fallback ? `\`${fallback}\`` : '—'} | ${zh} |\n`,
  )
  return `${HEAD}| 变量 | 默认 | 含义 |\n| --- | --- | --- |\n${rows.join('')}`
}
