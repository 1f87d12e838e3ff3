import { answerParent, readArgument } from '../processes/answer-parent.ts'
import { startNoOp } from './no-op.ts'
import { startProduct } from './product.ts'
import { cpuReply, type ServerKind, type ServerQuestion, type ServerReply } from './protocol.ts'

const start = (server: ServerKind) => (server.kind === 'no-op' ? startNoOp() : startProduct(server))

const { port, stop } = await start(readArgument<ServerKind>())
answerParent<ServerQuestion, ServerReply>({ port }, { answer: cpuReply, stop })
