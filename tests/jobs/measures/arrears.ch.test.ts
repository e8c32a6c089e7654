import { describe, expect, it } from 'vitest'
import { plantedWarehouse } from '../../support/plantedWarehouse.ts'
import { runJob } from '../support.ts'
import { measured, measures, plantDues } from './duesWorld.ts'

const test = plantedWarehouse(plantDues)

describe('arrears', () => {
  const OCTOBER = [
    // member 1: August and September; member 2: 2.00 of September; member 6: all since January 2025
    'DUE06 1 : 3/1',
    'DUE06 1 1: 3/1',
    'DUE06 1 2: 2/1',
    'DUE06 1 3-5: 1/1',
    'DUE06 1 ≥12: 1/1',
    'DUE06 10 : 2/1',
    'DUE06 10 1: 2/1',
    'DUE06 10 2: 1/1',
    'DUE06 11 : 2/1',
    'DUE06 11 1: 2/1',
    'DUE06 11 2: 1/1',
    'DUE06 21 : 1/1',
    'DUE06 21 1: 1/1',
    'DUE06 21 2: 1/1',
    'DUE06 21 3-5: 1/1',
    'DUE06 21 ≥12: 1/1',
    'DUE06 110 : 2/1',
    'DUE06 110 1: 2/1',
    'DUE06 110 2: 1/1',
    'DUE06 111 : 2/1',
    'DUE06 111 1: 2/1',
    'DUE06 111 2: 1/1',
    'DUE06 211 : 1/1',
    'DUE06 211 1: 1/1',
    'DUE06 211 2: 1/1',
    'DUE06 211 3-5: 1/1',
    'DUE06 211 ≥12: 1/1',
    'DUE07 1 : 360/1',
    'DUE07 1 1: 240/1',
    'DUE07 1 2: 40/1',
    'DUE07 1 3-5: 60/1',
    'DUE07 1 ≥12: 20/1',
    'DUE07 10 : 240/1',
    'DUE07 10 1: 220/1',
    'DUE07 10 2: 20/1',
    'DUE07 11 : 240/1',
    'DUE07 11 1: 220/1',
    'DUE07 11 2: 20/1',
    'DUE07 21 : 120/1',
    'DUE07 21 1: 20/1',
    'DUE07 21 2: 20/1',
    'DUE07 21 3-5: 60/1',
    'DUE07 21 ≥12: 20/1',
    'DUE07 110 : 240/1',
    'DUE07 110 1: 220/1',
    'DUE07 110 2: 20/1',
    'DUE07 111 : 240/1',
    'DUE07 111 1: 220/1',
    'DUE07 111 2: 20/1',
    'DUE07 211 : 120/1',
    'DUE07 211 1: 20/1',
    'DUE07 211 2: 20/1',
    'DUE07 211 3-5: 60/1',
    'DUE07 211 ≥12: 20/1',
    // July, August and September
    'DUE08 1 : 1/1',
    'DUE08 21 : 1/1',
    'DUE08 211 : 1/1',
  ]

  it('are what was open at the end of the month, by age, in distinct members', async () => {
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    expect(await measured(test, /^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a running month do not count its own bills; a refunded bill is owed again; months in a row', async () => {
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    const figures = await measured(test, /^DUE0[6-9]/, '2026-11-01')
    const ofOrg = (org: number) => figures.filter(line => line.split(' ')[1] === String(org))
    expect(ofOrg(111)).toEqual([
      'DUE06 111 : 2/1',
      'DUE06 111 1: 1/1',
      'DUE06 111 2: 2/1',
      'DUE06 111 3-5: 1/1',
      'DUE07 111 : 260/1',
      'DUE07 111 1: 20/1',
      'DUE07 111 2: 220/1',
      'DUE07 111 3-5: 20/1',
      'DUE08 111 : 1/1',
    ])
    // the branch stands below the university at the end of this window
    expect(ofOrg(112)).toEqual([
      'DUE06 112 : 1/1',
      'DUE06 112 1: 1/1',
      'DUE07 112 : 20/1',
      'DUE07 112 1: 20/1',
    ])
    expect(ofOrg(110)).toEqual(ofOrg(111).map(line => line.replace(' 111 ', ' 110 ')))
    // members 3 and 6, and 0.05 of somebody unknown
    expect(ofOrg(21)).toEqual([
      'DUE06 21 : 2/1',
      'DUE06 21 1: 2/1',
      'DUE06 21 2: 1/1',
      'DUE06 21 3-5: 1/1',
      'DUE06 21 6-11: 1/1',
      'DUE06 21 ≥12: 1/1',
      'DUE07 21 : 165/1',
      'DUE07 21 1: 45/1',
      'DUE07 21 2: 20/1',
      'DUE07 21 3-5: 60/1',
      'DUE07 21 6-11: 20/1',
      'DUE07 21 ≥12: 20/1',
      'DUE08 21 : 1/1',
      'DUE09 21 : 1/1',
    ])
    expect(ofOrg(1).filter(line => line.startsWith('DUE08'))).toEqual(['DUE08 1 : 2/1'])
  })

  it('run again give the same rows, and leave the other months alone', async () => {
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    const before = await measured(test, /^DUE0[6-9]/, '2026-11-01')
    await runJob(test, measures, '2026-11-01', '2026-11-20')
    expect(await measured(test, /^DUE0[6-9]/, '2026-11-01')).toEqual(before)
    expect(await measured(test, /^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
  })

  it('of a run that was stopped leave the figures of the run before, also after half of it was staged', async () => {
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    const stop = new AbortController()
    const stopped = runJob(test, measures, '2026-10-01', '2026-10-31', {
      signal: stop.signal,
      progress: share => (share > 0 ? stop.abort() : undefined),
    })
    await expect(stopped).rejects.toThrow()
    expect(await measured(test, /^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
    // what a killed run left behind
    await test.warehouse.app.command({
      query: 'create table app.ads_org_measure_staged_by_measures_0 as app.ads_org_measure',
    })
    await runJob(test, measures, '2026-10-01', '2026-10-31')
    expect(await measured(test, /^DUE0[6-9]/, '2026-10-01')).toEqual(OCTOBER)
    const left = await test.warehouse.app.query({
      query: "select name from system.tables where name like '%_staged_by_%'",
      format: 'JSONEachRow',
    })
    expect(await left.json()).toEqual([])
  })

  it('refuse a window that is no month', async () => {
    await expect(runJob(test, measures, '2026-09-01', '2026-10-31')).rejects.toThrow(/is no month/)
  })
})
