/** A picture of the wall, its file below the folder of all of them. */
export interface Shot {
  file: string
  title: string
  faults: readonly string[]
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, letter => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter] ?? '')

/** A page that shows all pictures, those with a fault first. */
export function contactSheet(shots: readonly Shot[]): string {
  const sorted = [...shots].sort((a, b) => Number(b.faults.length > 0) - Number(a.faults.length > 0))
  const figures = sorted.map(
    ({
      file,
      title,
      faults,
    }) => `<figure><a href="${escaped(file)}"><img loading="lazy" src="${escaped(file)}" alt="${escaped(title)}"></a>
<figcaption>${escaped(file)}：${escaped(title)}${faults.map(fault => `<br><b>${escaped(fault)}</b>`).join('')}</figcaption></figure>`,
  )
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>大屏各状态</title>
<style>body{display:grid;grid-template-columns:repeat(auto-fill,minmax(560px,1fr));gap:16px;font:14px sans-serif}
figure{margin:0}img{width:100%}b{color:#c00}</style>
${figures.join('\n')}
</html>
`
}
