import { fetchJars } from './mavenJars.ts'

/** 4.4.0 is listed on Maven Central but its parts are incomplete there. */
const VERSION = '4.3.1'

/** The directory with Kafka's jars, fetched from Maven Central on first use and kept in `.cache/kafka`. */
export function fetchKafka(): Promise<string> {
  return fetchJars({
    name: 'kafka',
    version: VERSION,
    artifacts: [`org.apache.kafka:kafka_2.13:${VERSION}`, 'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4'],
    needs: { tools: ['openssl'], otherwise: ', or set KAFKA_BROKERS to a broker that runs' },
  })
}
