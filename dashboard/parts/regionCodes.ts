/**
 * Counties whose code changed while the maps kept the old one (their shapes are of 2021–2022, the codes of the 2023 statistics list). Both
 * sides are brought to the new code before they are joined.
 */
const RENAMED: Readonly<Record<string, string>> = {
  '320602': '320613',
  '320684': '320614',
  '340211': '340212',
  '350403': '350404',
  '350427': '350405',
  '350681': '350604',
  '350625': '350605',
  '410308': '410306',
  '410381': '410307',
  '421023': '421088',
  '431121': '431181',
  '450127': '450181',
  '513425': '513402',
  '520221': '520204',
  '520522': '520581',
  '532331': '532302',
  '540422': '540481',
  '540530': '540581',
  '610322': '610305',
  '610928': '610981',
  '654223': '654203',
}

/** Six digits of the county (city, province) of an administrative code of any length, renamed ones by their new code; `''` for none. */
export function regionCodeOf(code: string | number): string {
  const six = /^\d{6}/.exec(String(code))?.[0]
  return six === undefined ? '' : (RENAMED[six] ?? six)
}

/** `440106` → `440100`. */
export function cityCodeOf(code: string): string {
  return `${code.slice(0, 4)}00`
}

/** `440106` → `440000`. */
export function provinceCodeOf(code: string): string {
  return `${code.slice(0, 2)}0000`
}
