import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { inlineScripts } from './inlineScripts.ts'

// half a year
const HSTS_S = 180 * 86_400

/**
 * Headers that keep the page to itself: nothing is loaded from, sent to or framed by another site. Charts style their
 * tooltips with attributes, so style attributes are allowed; style elements are not, and of inline scripts only those of
 * the pages that were built into the folder `page`.
 */
export async function registerSecurity(app: FastifyInstance, hasTls: boolean, page: string): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", () => inlineScripts(page).join(' ')],
        styleSrc: ["'self'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // behind a proxy that ends TLS this header is the proxy's; it would be wrong for its neighbours on the same name
    strictTransportSecurity: hasTls ? { maxAge: HSTS_S, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}
