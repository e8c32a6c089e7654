import http from 'node:http'
import https from 'node:https'

/**
 * How long a connection is kept for the next request. A server that closes one sooner than we do makes that request fail,
 * so this lies far below the 60 s of the embedded engine: a process may stand still for half a minute before it takes a
 * connection that the engine has given up. A server that announces less (`Keep-Alive: timeout=10`) is believed: Node drops
 * the connection a second before.
 */
export const IDLE_CONNECTION_MS = 20_000

const MAX_CONNECTIONS = 16

/** Makes the connections of one client to `url`. */
export function keepingAgent(url: string): http.Agent {
  return agentFor(url, { keepAlive: true, timeout: IDLE_CONNECTION_MS, maxSockets: MAX_CONNECTIONS })
}

/** Makes a new connection for every request. */
export function fleetingAgent(url: string): http.Agent {
  return agentFor(url, { keepAlive: false, maxSockets: MAX_CONNECTIONS })
}

/**
 * Node takes its own listener off a connection whose answer has come, although the last write may still fail: without
 * another one that EPIPE would end the process. Whoever made the request has its answer or its error already.
 */
function agentFor(url: string, options: https.AgentOptions): http.Agent {
  const agent = new URL(url).protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
  const create = agent.createConnection.bind(agent)
  agent.createConnection = (...args) => create(...args)?.on('error', () => {})
  return agent
}
