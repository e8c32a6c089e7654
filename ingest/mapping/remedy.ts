import type { Cell } from '../format/record.ts'
import type { Conversion, TimeType } from './mapping.ts'
import { isYear } from './times.ts'

/**
 * What to change so that a refused cell can be read, where its form shows it: a setting of the producer or the `type` in the
 * mapping. Undefined where it does not. Names no value.
 */
export function remedyOf(cell: Cell, conversion: Conversion): string | undefined {
  switch (conversion.as) {
    case 'date':
    case 'month':
    case 'instant':
      return remedyOfTime(cell, conversion.type)
    case 'id':
    case 'count':
    case 'minutes':
    case 'fen':
      if (typeof cell === 'boolean') return NOT_BOOLEAN
      return isBase64(cell)
        ? 'It may be a decimal in base64: set decimal.handling.mode=string at Debezium, or schemas.enable=true at its converter'
        : undefined
    case 'enum':
      return typeof cell === 'boolean' ? NOT_BOOLEAN : undefined
    default:
      return undefined
  }
}

const NOT_BOOLEAN =
  'TINYINT(1) holds more than true and false: send it as a number (Debezium: without TinyIntOneToBooleanConverter)'

/** The bytes of a decimal that is not negative, as JsonConverter writes them without a schema. */
function isBase64(cell: Cell): boolean {
  return (
    typeof cell === 'string' &&
    /^[A-Za-f]/.test(cell) &&
    Buffer.from(cell, 'base64').toString('base64') === cell
  )
}

function remedyOfTime(cell: Cell, given: TimeType): string | undefined {
  if (typeof cell !== 'number' && typeof cell !== 'string') return undefined
  const found = formOf(String(cell).trim(), typeof cell === 'string')
  if (!found || found.types.includes(given)) return undefined
  const types = found.types.map(type => `type: ${type}`).join(' or ')
  return `It looks like ${found.form}: ${[types && `${types} in the mapping`, found.setting].filter(Boolean).join(', or ')}`
}

interface TimeForm {
  form: string
  /** What reads it. */
  types: readonly TimeType[]
  setting?: string
}

const CONNECT = 'time.precision.mode=connect at Debezium'

function formOf(text: string, isText: boolean): TimeForm | undefined {
  if (text.includes('年')) return { form: 'a date in Chinese', types: ['chinese'] }
  if (/^\d{4}-\d\d-\d\d/.test(text)) return { form: 'a date and time', types: ['datetime', 'timestamp'] }
  if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])$/.test(text)) return { form: 'a month', types: ['yyyymm'] }
  if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?$/.test(text))
    return { form: 'a date in digits', types: ['yyyymmdd'] }
  if (isText && isYear(text))
    return { form: 'a year', types: [], setting: 'as: count, where the field is one' }
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined
  const size = Math.abs(Number(text))
  if (size >= 1e17) return { form: 'nanoseconds', types: [], setting: CONNECT }
  if (size >= 1e14) return { form: 'microseconds', types: ['datetime_us'], setting: CONNECT }
  if (size >= 1e11) return { form: 'milliseconds', types: ['datetime', 'timestamp'] }
  if (size >= 1e8) return { form: 'seconds', types: ['epoch_s'] }
  return { form: 'days', types: ['date'] }
}
