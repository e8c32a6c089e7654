import { Command } from 'commander'
import { ENTITY_NAMES, type EntityName } from '../../warehouse/catalogue/entities.ts'
import { withWarehouse } from '../../warehouse/platform/clickhouse/attach.ts'
import { print } from '../../warehouse/platform/command/print.ts'
import { commandAction, runProgram } from '../../warehouse/platform/command/runCommand.ts'
import { TuanshuError } from '../../warehouse/platform/errors.ts'
import { existingSecrets } from '../../warehouse/platform/secrets.ts'
import { logsToRebuild } from '../log/logsToRebuild.ts'
import { type RebuildProgress, rebuildLog } from '../log/rebuild.ts'
import { listSystems, mappingDirs } from '../mapping/directories.ts'
import { loadMappings } from '../mapping/load.ts'
import { linksOf } from '../mapping/parents.ts'
import { createPseudonyms } from '../mapping/pseudonyms.ts'
import { remapLog } from '../mapping/remapLog.ts'
import { describeRemap } from '../mapping/remapReport.ts'

const program = new Command('npm run rebuild --')
  .description(
    'Computes logs anew from their own versions, for example after an upgrade that changed the rules. Reading and writing go on meanwhile; stopped or killed, the log is as it was.',
  )
  .argument('[entity...]', `which logs; without one, all that are not empty (${ENTITY_NAMES.join(', ')})`)
  .option(
    '--remap',
    'map the changes that ops.ods_change keeps anew, after mapping files were corrected; restart the ingest with them first',
  )
  .action(
    commandAction('rebuild', async ({ config, log, signal }, names: string[], given: { remap?: true }) => {
      const named = names.map(toEntity)
      // of all systems: the log may hold rows of one that is not configured any more
      const dirs = mappingDirs(config)
      const { all } = loadMappings(listSystems(dirs), dirs)
      await withWarehouse(config, 'rebuild', async ({ app: client }) => {
        const { keyId, personKey } = existingSecrets(config.dataDir)
        const pseudonyms = createPseudonyms(personKey)
        const entities = named.length > 0 ? named : await logsToRebuild(client)
        for (const entity of entities) {
          if (signal.aborted) return
          const onProgress = reporter(entity)
          try {
            const links = linksOf(all, entity)
            const remap = given.remap ? remapLog({ client, entity, keyId, mappings: all, pseudonyms }) : null
            const options = { client, config, keyId, log, signal, onProgress, links }
            const versions = await rebuildLog(entity, remap ? { ...options, revise: remap.revise } : options)
            const { result, warnings } = remap ? describeRemap(remap.report()) : { result: '', warnings: [] }
            await print(`${entity}: ${versions} versions rebuilt${result && `, ${result}`}\n`)
            for (const warning of warnings) process.stderr.write(`${entity}: warning: ${warning}\n`)
          } catch (error) {
            if (!signal.aborted || error !== signal.reason) throw error
            await print(`${entity}: stopped, the log is as it was\n`)
          }
        }
        const empty = ENTITY_NAMES.length - entities.length
        if (named.length === 0) await print(`${empty} empty logs have nothing to rebuild\n`)
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
    const perSecond = versions / Math.max(1, (Date.now() - started) / 1_000)
    const left = Math.ceil((total - versions) / Math.max(1, perSecond))
    const end = left > 0 ? `, ${left} s left` : ''
    process.stderr.write(
      `${entity}: ${step}, ${versions} of ${total} versions, ${Math.round(perSecond)}/s${end}\n`,
    )
  }
}

await runProgram(program)
