import type { OrgName } from './systems.ts'

/** A small province that two systems tell of, and what is to be counted in it. */
export interface World {
  orgs: readonly {
    name: OrgName
    parent: OrgName | ''
    region: string
    isBranch: boolean
    isActive: boolean
  }[]
  /** Alias → canonical organisation. */
  aliases: ReadonlyMap<OrgName, OrgName>
  members: readonly { org: OrgName; isActive: boolean; isFemale: boolean }[]
  checkins: readonly { org: OrgName }[]
  rules: readonly { entity: 'member' | 'checkin' | 'org' | '*'; region: string; system: number }[]
}

/** What the warehouse must answer about a world, by walking from each row upwards; written without its code. */
export class Truth {
  private readonly orgs: ReadonlyMap<OrgName, World['orgs'][number]>

  constructor(private readonly world: World) {
    this.orgs = new Map(world.orgs.map(org => [org.name, org]))
  }

  canonical(org: OrgName): OrgName {
    return this.world.aliases.get(org) ?? org
  }

  /** From the organisation up to the top. */
  private upwards(org: OrgName): OrgName[] {
    const chain: OrgName[] = []
    for (let at: OrgName | '' = this.canonical(org); at !== ''; ) {
      chain.push(at)
      const parent: OrgName | '' = this.orgs.get(at)?.parent ?? ''
      at = parent === '' ? '' : this.canonical(parent)
    }
    return chain
  }

  children(org: OrgName): OrgName[] {
    return this.canonicals().filter(name => this.upwards(name)[1] === org)
  }

  canonicals(): OrgName[] {
    return [...this.orgs.keys()].filter(name => !this.world.aliases.has(name))
  }

  private systemThatCounts(entity: 'member' | 'checkin' | 'org', org: OrgName): number | undefined {
    const regions = this.upwards(org).map(name => this.orgs.get(name)?.region ?? '')
    const region = regions.find(code => code !== '') ?? ''
    for (const named of [entity, '*'])
      for (const length of [6, 4, 2, 0]) {
        const found = this.world.rules.find(
          rule =>
            rule.entity === named && rule.region.length === length && rule.region === region.slice(0, length),
        )
        if (found) return found.system
      }
    return undefined
  }

  private counts(entity: 'member' | 'checkin', org: OrgName): boolean {
    const counting = this.systemThatCounts(entity, org)
    return counting === undefined ? !this.world.aliases.has(org) : org.startsWith(`${counting}:`)
  }

  private isBelow(org: OrgName, top: OrgName | 'root'): boolean {
    return top === 'root' || this.upwards(org).includes(top)
  }

  members(top: OrgName | 'root', isFemaleOnly = false): number {
    return this.world.members.filter(
      ({ org, isActive, isFemale }) =>
        isActive && (isFemale || !isFemaleOnly) && this.counts('member', org) && this.isBelow(org, top),
    ).length
  }

  checkins(top: OrgName | 'root'): number {
    return this.world.checkins.filter(({ org }) => this.counts('checkin', org) && this.isBelow(org, top))
      .length
  }

  private counted(): OrgName[] {
    return this.canonicals().filter(name => {
      const counting = this.systemThatCounts('org', name)
      const known = [name, ...[...this.world.aliases].flatMap(([alias, of]) => (of === name ? [alias] : []))]
      return (
        this.orgs.get(name)?.isActive &&
        (counting === undefined || known.some(each => each.startsWith(`${counting}:`)))
      )
    })
  }

  organisations(top: OrgName | 'root'): number {
    return this.counted().filter(name => this.isBelow(name, top)).length
  }

  directChildren(of: OrgName): number {
    return this.counted().filter(name => this.upwards(name)[1] === of).length
  }

  hollowBranches(top: OrgName | 'root'): number {
    return this.counted().filter(
      name => this.orgs.get(name)?.isBranch && this.isBelow(name, top) && this.members(name) === 0,
    ).length
  }
}
