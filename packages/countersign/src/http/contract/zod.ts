/** zod with OpenAPI notes on schemas. Schemas import it from here, so that the notes are always there. */
export { z } from '@hono/zod-openapi'
