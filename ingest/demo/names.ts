import type { Random } from './random.ts'

/**
 * Names for the simulated province. Organs of the League, towns of 东莞 and 中山 and the shapes of names are real; villages,
 * schools and enterprises are made up from usual parts. Persons are invented and recognisably so.
 */

const FIRST = [...'新石龙大东西南北永太金白青长高平和安福清']
const SECOND = [...'湖岗塘桥山江沙门兴华泉田坪洲溪岭宁昌丰乐']
const BRANDS = [
  '恒达',
  '新宇',
  '华盛',
  '联创',
  '宏远',
  '粤海通',
  '天成',
  '立信',
  '博雅',
  '中和',
  '瑞丰',
  '东升',
  '启明',
  '嘉禾',
  '凌云',
  '海川',
]
const TRADES = [
  '科技',
  '电子',
  '机械',
  '食品',
  '纺织',
  '物流',
  '建设',
  '环保',
  '医药',
  '家居',
  '能源',
  '智能制造',
  '信息技术',
  '新材料',
]
const MAJORS = [
  '软件工程',
  '会计学',
  '英语',
  '临床医学',
  '土木工程',
  '法学',
  '自动化',
  '汉语言文学',
  '电子商务',
  '护理学',
  '机械设计',
  '数学',
  '旅游管理',
  '生物技术',
]
const COLLEGES = [
  '计算机学院',
  '经济管理学院',
  '外国语学院',
  '医学院',
  '建筑工程学院',
  '法学院',
  '文学院',
  '机电学院',
]
const BUREAUS = [
  '教育局',
  '公安局',
  '财政局',
  '卫生健康局',
  '税务局',
  '民政局',
  '司法局',
  '人民法院',
  '人民检察院',
  '自然资源局',
  '市场监管局',
  '融媒体中心',
  '人民医院',
  '农业农村局',
]
const SOCIAL = [
  '律师行业',
  '快递行业',
  '社会工作服务中心',
  '志愿者协会',
  '青年商会',
  '会计师行业',
  '网约配送行业',
  '民办教育行业',
  '电商协会',
  '养老服务行业',
]
const UNIVERSITIES = [
  '工业大学',
  '师范大学',
  '医科大学',
  '财经大学',
  '农业大学',
  '理工大学',
  '海洋大学',
  '外语外贸大学',
  '交通大学',
  '科技大学',
]
const GROUPS = [
  '交通集团',
  '能源集团',
  '机场集团',
  '建工集团',
  '水利水电集团',
  '旅游控股集团',
  '粮食集团',
  '广电网络集团',
]
const KNOWN_TOWNS: Readonly<Record<string, readonly string[]>> = {
  '441900': [
    '莞城街道',
    '东城街道',
    '南城街道',
    '万江街道',
    '石龙镇',
    '虎门镇',
    '长安镇',
    '厚街镇',
    '常平镇',
    '塘厦镇',
    '凤岗镇',
    '大朗镇',
    '寮步镇',
    '樟木头镇',
    '清溪镇',
    '茶山镇',
    '石碣镇',
    '麻涌镇',
  ],
  '442000': [
    '石岐街道',
    '东区街道',
    '西区街道',
    '南区街道',
    '小榄镇',
    '古镇镇',
    '坦洲镇',
    '三乡镇',
    '沙溪镇',
    '横栏镇',
    '东凤镇',
    '南头镇',
    '黄圃镇',
    '三角镇',
  ],
}
const ORDINALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗']
const STEMS = [...'甲乙丙丁戊己庚辛壬癸']

/** Gives names out of a list without repeating one before all have been used; then they are numbered. */
export class NameList {
  private next = 0

  constructor(private readonly names: readonly string[]) {}

  take(): string {
    const round = Math.floor(this.next / this.names.length)
    const name = this.names[this.next++ % this.names.length] ?? ''
    return round === 0 ? name : `${name}第${ordinal(round + 1)}`
  }
}

export function ordinal(n: number): string {
  if (n <= 10) return ORDINALS[n - 1] ?? String(n)
  return n < 20 ? `十${ORDINALS[n - 11]}` : String(n)
}

/** Town and sub-district names of a county, or of a city without counties. */
export function townNames(random: Random, code: string, isUrban: boolean): NameList {
  const known = KNOWN_TOWNS[code]
  if (known) return new NameList(known)
  return new NameList(placeNames(random, 24).map(name => `${name}${isUrban ? '街道' : '镇'}`))
}

/** Names of villages and communities of a town. */
export function villageNames(random: Random, isUrban: boolean): NameList {
  return new NameList(placeNames(random, 20).map(name => `${name}${isUrban ? '社区' : '村'}`))
}

export function bureauNames(): NameList {
  return new NameList(BUREAUS)
}

export function socialNames(): NameList {
  return new NameList(SOCIAL)
}

export function universityNames(province: string): NameList {
  return new NameList(UNIVERSITIES.map(name => `${province}${name}`))
}

export function groupNames(province: string): NameList {
  return new NameList(GROUPS.map(name => `${province}省属${name}`))
}

export function collegeName(n: number): string {
  return COLLEGES[n % COLLEGES.length] ?? '学院'
}

export function enterpriseName(random: Random, place: string): string {
  return `${place}${random.pick(BRANDS)}${random.pick(TRADES)}有限公司`
}

export function majorOf(n: number): string {
  return MAJORS[n % MAJORS.length] ?? ''
}

/** 广州市 → 广州: as a part of other names. Names of two characters keep their ending. */
export function bareName(name: string): string {
  if (name.length <= 2) return name
  return name.replace(/(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|盟)$/, '')
}

export function personName(random: Random): string {
  return `${random.pick(SURNAMES)}某${random.pick(STEMS)}`
}

/** Eighteen characters shaped like an identity number; the check digit is always wrong, so it is nobody's. */
export function fakeIdCard(regionCode: string, birthText: string, serial: number): string {
  const body = `${regionCode}${birthText}${String(serial % 1000).padStart(3, '0')}`
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(body[i]) * (2 ** (17 - i) % 11)
  const right = (12 - (sum % 11)) % 11
  return `${body}${(right + 1 + ((serial >>> 10) % 9)) % 10}`
}

/** A number of the prefix 100, which no operator has. */
export function fakePhone(serial: number): string {
  return `100${String(serial % 100_000_000).padStart(8, '0')}`
}

function placeNames(random: Random, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) names.add(`${random.pick(FIRST)}${random.pick(SECOND)}`)
  return [...names]
}
