import { describe, expect, it } from 'vitest'
import { orgName, placeName, placeOfName, shortRegionName } from '../../../warehouse/contract/orgName.ts'

const org = (fullName: string, shortName: string, id = '10') => ({ id, fullName, shortName })

describe('an organisation is called', () => {
  it('by its short name, by the full one where there is no other, and by its id where no system named it', () => {
    expect(orgName(org('共青团广州市委员会', '团广州市委'))).toBe('团广州市委')
    expect(orgName(org('共青团广州市委员会', ''))).toBe('共青团广州市委员会')
    expect(orgName(org('', '', '77'))).toBe('组织 77')
    expect(orgName(org('', '', 'root'))).toBe('全部组织')
  })

  it('by its place on the wall, whichever of its names is known', () => {
    const names = ['共青团广州市委员会', '团广州市委', '广州团市委', '广州市团委', '共青团广州市工作委员会']
    expect(names.map(placeOfName)).toEqual(names.map(() => '广州'))
    expect(placeName(org('共青团广州市委员会', '团广州市委'))).toBe(placeName(org('共青团广州市委员会', '')))
  })

  it.each([
    ['共青团天河南街道工作委员会', '天河南街道'],
    ['共青团广东省委员会', '广东'],
    ['团内蒙古自治区委', '内蒙古'],
    ['团西藏自治区委', '西藏'],
    ['华南理工大学团委', '华南理工大学团委'],
    ['省直属机关团工委', '省直属机关团工委'],
    ['软件学院2021级团支部', '软件学院2021级团支部'],
  ])('%s: %s', (name, place) => {
    expect(placeOfName(name)).toBe(place)
  })
})

describe('a region', () => {
  it('is short on the map', () => {
    expect(
      [
        '广州市',
        '天河区',
        '连南瑶族自治县',
        '前郭尔罗斯蒙古族自治县',
        '双江拉祜族佤族布朗族傣族自治县',
        '博尔塔拉蒙古自治州',
        '广西壮族自治区',
        '内蒙古自治区',
        '浦东新区',
        '赵县',
      ].map(shortRegionName),
    ).toEqual([
      '广州',
      '天河',
      '连南',
      '前郭尔罗斯',
      '双江',
      '博尔塔拉',
      '广西',
      '内蒙古',
      '浦东新区',
      '赵县',
    ])
  })
})
