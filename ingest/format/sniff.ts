import { decodeAwsDms, isAwsDms } from './awsDms.ts'
import { decodeCanal, isCanal } from './canal.ts'
import { decodeCloudEvent, isCloudEvent } from './cloudEvents.ts'
import { decodeDataworks, isDataworks } from './dataworks.ts'
import {
  decodeDebezium,
  decodeDebeziumSchemaChange,
  isDebezium,
  isDebeziumHeartbeat,
  isDebeziumSchemaChange,
  isDebeziumTransaction,
} from './debezium.ts'
import { decodeFlinkCanal, decodeFlinkDebezium, isFlinkCanal, isFlinkDebezium } from './flinkWritten.ts'
import { decodeMaxwell, isMaxwell } from './maxwell.ts'
import { decodeOgg, isOgg } from './ogg.ts'
import { decodeOmsDefault, isOmsDefault } from './omsDefault.ts'
import { control } from './outcome.ts'
import type { Decoded, Reading } from './record.ts'
import { decodeSharePlex, isSharePlex } from './sharePlex.ts'
import { decodeTicdcSimple, isTicdcSimple } from './ticdcSimple.ts'

type Payload = Readonly<Record<string, unknown>>

interface Format {
  is(payload: Payload): boolean
  decode(payload: Payload, reading: Reading): Decoded
}

/**
 * The formats by what they are recognised by, in this order: a format further down may look like one further up, never
 * the other way round. It is looked at per message, not per topic: one topic carries rows, heartbeats, watermarks and
 * schema changes, and a producer may be exchanged for another.
 */
const FORMATS: readonly Format[] = [
  { is: isDataworks, decode: decodeDataworks },
  { is: isCloudEvent, decode: decodeCloudEvent },
  { is: isDebezium, decode: decodeDebezium },
  { is: isDebeziumSchemaChange, decode: decodeDebeziumSchemaChange },
  { is: isDebeziumTransaction, decode: () => control('debezium', 'transaction') },
  { is: isDebeziumHeartbeat, decode: () => control('debezium', 'heartbeat') },
  { is: isOgg, decode: decodeOgg },
  { is: isCanal, decode: decodeCanal },
  { is: isTicdcSimple, decode: decodeTicdcSimple },
  { is: isOmsDefault, decode: decodeOmsDefault },
  { is: isSharePlex, decode: decodeSharePlex },
  { is: isAwsDms, decode: decodeAwsDms },
  { is: isMaxwell, decode: decodeMaxwell },
  { is: isFlinkDebezium, decode: decodeFlinkDebezium },
  { is: isFlinkCanal, decode: decodeFlinkCanal },
]

/** The decoder of the format that a payload is in; undefined for none that is known. */
export function sniff(payload: Payload): Format['decode'] | undefined {
  return FORMATS.find(format => format.is(payload))?.decode
}
