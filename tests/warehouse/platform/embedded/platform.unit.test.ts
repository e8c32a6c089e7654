import { expect, test } from 'vitest'
import { enginePackage } from '../../../../warehouse/platform/embedded/platform.ts'

test('names the sibling package of each platform that has a build', () => {
  expect(enginePackage('linux', 'x64')).toBe('@chdb/lib-linux-x64-gnu')
  expect(enginePackage('darwin', 'arm64')).toBe('@chdb/lib-darwin-arm64')
  expect(enginePackage('win32', 'x64')).toBeUndefined()
})
