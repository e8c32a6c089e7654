import { Option } from 'commander'
import { wholeNumberFrom } from '../../warehouse/platform/command/numbers.ts'
import type { Config } from '../../warehouse/platform/config.ts'
import type { SizeLimit } from '../messageFile/read.ts'

/** The option for the largest message of a file; without it KAFKA_MAX_MESSAGE_MB counts, as in the ingest. */
export function sizeOption(): Option {
  return new Option(
    '--max-mb <n>',
    'largest message in MB; a larger one is refused (default: KAFKA_MAX_MESSAGE_MB)',
  ).argParser(wholeNumberFrom(1, 512))
}

/** The limit, and what a refusal names as its reason. */
export function sizeLimit(config: Config, maxMb: number | undefined): SizeLimit {
  return maxMb === undefined
    ? { megabytes: config.KAFKA_MAX_MESSAGE_MB, setBy: 'KAFKA_MAX_MESSAGE_MB' }
    : { megabytes: maxMb, setBy: '--max-mb' }
}
