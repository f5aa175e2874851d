import type { SubmitResult } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'

type Taken = Exclude<SubmitResult, { kind: 'hint' }>

/** The composer's line was taken. `typedIn`: the conversation that it was typed in. */
export class SubmittedEvent extends Event {
  static readonly type = 'vc-submitted'
  constructor(
    readonly result: Taken,
    readonly typedIn: ConversationId,
  ) {
    super(SubmittedEvent.type, { bubbles: true, composed: true })
  }
}
