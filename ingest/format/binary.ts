import type { RawMessage } from './record.ts'

/** Bytes looked at: JSON has no control characters at all, a binary format has them in its first fields. */
const HEAD = 16

/**
 * What a message that is no JSON seems to be, and how to make its producer send JSON; null when it is simply broken text.
 */
export function binaryHint(message: RawMessage): string | null {
  const { key, value } = message
  if (key && key.length >= 16 && key.readBigInt64BE(0) === 1n)
    return 'TiCDC open protocol: set protocol=canal-json&enable-tidb-extension=true at the changefeed'
  if (!value) return null
  if (value.length > 5 && value[0] === 0)
    return 'Avro (of a schema registry, or of Aliyun DTS): set JSON at the producer (value.converter=org.apache.kafka.connect.json.JsonConverter; at DTS "Canal JSON")'
  const isBinary = value
    .subarray(0, HEAD)
    .some(byte => byte < 0x20 && !(byte === 9 || byte === 10 || byte === 13))
  return isBinary
    ? 'binary (protobuf or Avro): set JSON at the producer (Canal: canal.mq.flatMessage=true; DRS, DTS: format JSON)'
    : null
}
