import '@fontsource/oxanium/latin-400.css'
import '@fontsource/oxanium/latin-500.css'
import '@fontsource/oxanium/latin-600.css'
import '@fontsource-variable/noto-sans-sc/wght.css'
import '../parts/themes.css'
import './screen.css'
import { createApp } from 'vue'
import { themeOf } from './useOrder.ts'
import WallScreen from './WallScreen.vue'

const asked = new URLSearchParams(location.search)
const theme = themeOf(asked.get('theme'))
document.documentElement.dataset.theme = theme

createApp(WallScreen, {
  scene: asked.get('scene'),
  org: asked.get('org') ?? 'root',
  theme,
  decal: asked.get('decal') === 'on',
}).mount('#wall')
