import kafkajs, { type LogEntry } from 'kafkajs'
import type { Log } from '../../../warehouse/platform/log.ts'

/**
 * What kafkajs calls errors while it does what it should: every rebalance, every lost connection, every retry. The
 * source itself reports what cannot be healed, once and with a hint.
 */
const NOISE =
  /rebalanc|re-?join|not aware of this member|coordinator|Connection (error|timeout)|Closed connection|ECONNREFUSED|ECONNRESET|Failed to connect|Crash:|Limiting retries|Restarting the consumer|Request .*(Fetch|Heartbeat)|offset.*range|Topic has been updated|SASL|leader|does not host this topic/i

/** Passes kafkajs' log on to ours, one level lower, and its noise as debug. Stacks and payloads stay out. */
export function kafkaLog(log: Log): (entry: LogEntry) => void {
  return ({ level, namespace, log: { message, error, broker, topic, partition } }) => {
    const fields = {
      client: namespace,
      error: typeof error === 'string' ? error : undefined,
      broker,
      topic,
      partition,
    }
    const routine = NOISE.test(`${message} ${fields.error ?? ''}`)
    if (level === kafkajs.logLevel.DEBUG) return log.trace(fields, message)
    if (level === kafkajs.logLevel.INFO || routine) return log.debug(fields, message)
    log.warn(fields, message)
  }
}
