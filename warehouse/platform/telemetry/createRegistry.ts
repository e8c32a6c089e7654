import { collectDefaultMetrics, Registry } from 'prom-client'

/** The figures of one process for Prometheus; it begins with its own CPU time, memory, event loop and collections. */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
