import { BarChart, LineChart, MapChart } from 'echarts/charts'
import { AriaComponent, GeoComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GeoComponent,
  GridComponent,
  LineChart,
  MapChart,
  TooltipComponent,
])

export { getInstanceByDom, init, registerMap } from 'echarts/core'
