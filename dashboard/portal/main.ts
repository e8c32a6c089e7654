import '@fontsource/oxanium/latin-500.css'
import '@fontsource/oxanium/latin-600.css'
import '@fontsource-variable/noto-sans-sc/wght.css'
import '../parts/themes.css'
import './shell/element.css'
import './shell/portal.css'
import './shell/print.css'
import { provideGlobalConfig } from 'element-plus'
import zhCn from 'element-plus/es/locale/lang/zh-cn'
import { createApp } from 'vue'
import PortalFrame from './PortalFrame.vue'
import { router } from './router.ts'

const app = createApp(PortalFrame).use(router)
provideGlobalConfig({ locale: zhCn }, app, true)
app.mount('#portal')
