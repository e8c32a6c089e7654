const PACKAGES: Record<string, string> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
}

/** The npm package that holds the engine for a platform, or undefined when there is no build for it. */
export function enginePackage(platform: string, arch: string): string | undefined {
  return PACKAGES[`${platform}-${arch}`]
}
