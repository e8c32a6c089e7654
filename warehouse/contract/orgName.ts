/** What an organisation is called, one way per surface. Pure. */
export interface NamedOrg {
  id: string
  fullName: string
  shortName: string
}

/**
 * Its name in the portal, in workbooks and in mail: the short one (团广州市委), because a committee's full name fills a line.
 * What no system named yet goes by its id; the whole instance, where no single province stands for it, is 全部组织.
 */
export function orgName({ id, fullName, shortName }: NamedOrg): string {
  return shortName || fullName || (id === 'root' ? '全部组织' : `组织 ${id}`)
}

/** Its name on the wall and below the bars of a chart, where room is for some characters: its place (广州), of others `orgName`. */
export function placeName(org: NamedOrg): string {
  return placeOfName(orgName(org))
}

/** The place in the name of a committee: 共青团广州市委员会, 团广州市委, 广州团市委 and 广州市团委 are all 广州. */
export function placeOfName(name: string): string {
  const region = regionOfName(name)
  return region === undefined ? name : shortRegionName(region)
}

const REGION_END = '省市区县旗州盟'
const COMMITTEES = [
  new RegExp(`^(.{2,})团([${REGION_END}])委$`),
  new RegExp(`^(.+)([${REGION_END}])团工?委$`),
  /^(?:中国)?(?:共产主义青年团|共青团|团)(.{2,}?)(?:工作)?委(?:员会)?()$/,
]

function regionOfName(name: string): string | undefined {
  for (const committee of COMMITTEES) {
    const [, place, level] = committee.exec(name) ?? []
    if (place !== undefined) return `${place}${level}`
  }
  return undefined
}

const PEOPLES =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|' +
  '柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|' +
  '鄂伦春|赫哲|门巴|珞巴|基诺|各'
const AUTONOMOUS = new RegExp(`^(.{2,}?)(?:(?:${PEOPLES})族?)+自治[县州区旗]$`)

/** Districts whose kind is part of the name: nobody says 浦东新. */
const WHOLE_DISTRICT = /(?:新|开发|园|矿|林|管理|合作|示范|保税)区$/

/** 广州市 → 广州, 天河区 → 天河, 连南瑶族自治县 → 连南, 内蒙古自治区 → 内蒙古; 浦东新区 and names of two characters stay whole. */
export function shortRegionName(name: string): string {
  if (WHOLE_DISTRICT.test(name)) return name
  const autonomous = AUTONOMOUS.exec(name)?.[1]
  if (autonomous) return autonomous
  return name.length > 2 ? name.replace(/(?:自治区|市|区|县|省)$/, '') : name
}
