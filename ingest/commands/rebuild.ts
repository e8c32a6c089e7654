import { Command } from 'commander'
import { ENTITY_NAMES, type EntityName } from '../../warehouse/catalogue/entities.ts'
import { withWarehouse } from '../../warehouse/clickhouse/attach.ts'
import { commandAction, runProgram } from '../../warehouse/commands/runCommand.ts'
import { TuanshuError } from '../../warehouse/errors.ts'
import { readSecrets } from '../../warehouse/secrets.ts'
import { type RebuildProgress, rebuildLog } from '../log/rebuild.ts'
import { listSystems, loadMappings } from '../mapping/load.ts'
import { linksOf } from '../mapping/parents.ts'

const program = new Command('npm run rebuild --')
  .description(
    'Computes logs anew from their own versions, for example after an upgrade that changed the rules. Reading and writing go on meanwhile; stopped or killed, the log is as it was.',
  )
  .argument('[entity...]', `which logs; all without one (${ENTITY_NAMES.join(', ')})`)
  .action(
    commandAction('rebuild', async ({ config, log, signal }, names: string[]) => {
      const entities = names.length > 0 ? names.map(toEntity) : ENTITY_NAMES
      const { keyId } = readSecrets(config.dataDir)
      // of all systems: the log may hold rows of one that is not configured any more
      const { all } = loadMappings(listSystems())
      await withWarehouse(config, 'rebuild', async ({ app: client }) => {
        for (const entity of entities) {
          if (signal.aborted) return
          const onProgress = reporter(entity)
          try {
            const links = linksOf(all, entity)
            const options = { client, config, keyId, log, signal, onProgress, links }
            const versions = await rebuildLog(entity, options)
            process.stdout.write(`${entity}: ${versions} versions rebuilt\n`)
          } catch (error) {
            if (!signal.aborted || error !== signal.reason) throw error
            process.stdout.write(`${entity}: stopped, the log is as it was\n`)
          }
        }
      })
    }),
  )

function toEntity(name: string): EntityName {
  const entity = ENTITY_NAMES.find(one => one === name)
  if (!entity)
    throw new TuanshuError('input', `there is no log of ${name}; there are ${ENTITY_NAMES.join(', ')}`)
  return entity
}

function reporter(entity: EntityName): (progress: RebuildProgress) => void {
  const started = Date.now()
  return ({ step, versions, total }) => {
    const perSecond = Math.round(versions / Math.max(1, (Date.now() - started) / 1_000))
    process.stderr.write(`${entity}: ${step}, ${versions} of ${total} versions, ${perSecond}/s\n`)
  }
}

await runProgram(program)
