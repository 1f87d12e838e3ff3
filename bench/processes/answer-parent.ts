/** The part of a child process that {@link startChild} talks to. */
export interface Answering<Question, Reply> {
  answer(question: Question): Promise<Reply> | Reply
  /** Lets go of everything, so that the process ends. */
  stop(): Promise<void> | void
}

/** Tells the parent that this process is ready, and answers it until it lets go. */
export const answerParent = <Question, Reply>(
  ready: unknown,
  { answer, stop }: Answering<Question, Reply>,
): void => {
  process.on('message', (question) => {
    void Promise.resolve(answer(question as Question)).then((reply) => process.send?.(reply))
  })
  process.once('disconnect', () => void stop())
  process.send?.(ready)
}

/** What the script was started with. */
export const readArgument = <Argument>(): Argument =>
  JSON.parse(process.argv[2] ?? '{}') as Argument
