import path from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { readConfig } from '../warehouse/platform/config.ts'
import { flexGap } from './build/flexGap.ts'
import { regionFiles } from './build/regionFiles.ts'
import { startGuard } from './build/startGuard.ts'

const PORTAL = 'portal/index.html'

/** Builds the wall of one province and the report portal into `dashboard/dist`; the API serves that folder at `/`. */
export default defineConfig(() => {
  const config = readConfig()
  return {
    root: import.meta.dirname,
    base: './',
    plugins: [
      vue(),
      startGuard(),
      regionFiles({
        province: config.TUANSHU_PROVINCE,
        folder: config.TUANSHU_MAP_DIR ? path.resolve(config.TUANSHU_MAP_DIR) : undefined,
        approval: config.TUANSHU_MAP_APPROVAL,
      }),
    ],
    css: { postcss: { plugins: [flexGap()] } },
    build: {
      // the oldest engine that offices are known to have; names of the language's own functions are not lowered by this
      target: ['es2020', 'chrome80'],
      cssTarget: 'chrome80',
      outDir: 'dist',
      emptyOutDir: true,
      // a small map or font as data: URL would need a wider content security policy
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: 'manifest.json',
      rolldownOptions: {
        input: [path.join(import.meta.dirname, 'index.html'), path.join(import.meta.dirname, PORTAL)],
      },
      chunkSizeWarningLimit: 1_200,
    },
    experimental: {
      // one file answers every address below /reports/, at whatever depth
      renderBuiltUrl: (file, { hostId, hostType }) =>
        hostType === 'html' && hostId === PORTAL ? `/${file}` : { relative: true },
    },
    server: {
      proxy: {
        '/api': `http://127.0.0.1:${config.HTTP_PORT}`,
        '/socket.io': { target: `http://127.0.0.1:${config.HTTP_PORT}`, ws: true },
      },
    },
  }
})
