declare module 'vitest' {
  export interface ProvidedContext {
    /** The PostgreSQL server of the whole run. */
    postgresUrl: string
  }
}

export {}
