import { BarChart, EffectScatterChart, LineChart, MapChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, GeoComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  EffectScatterChart,
  GeoComponent,
  GridComponent,
  LineChart,
  MapChart,
  ScatterChart,
  TooltipComponent,
])

export { getInstanceByDom, init, registerMap } from 'echarts/core'
