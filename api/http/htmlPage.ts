/** A page of one sentence, for what the built pages cannot say. `html` is trusted. */
export function htmlPage(title: string, html: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>团数</title>
<h1>${title}</h1>
<p>${html}</p>
</html>
`
}
