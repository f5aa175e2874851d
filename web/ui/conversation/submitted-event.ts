import type { SubmitResult } from '../../chat/chat-view.ts'
import type { ConversationId } from '../../chat/messages.ts'

type Taken = Exclude<SubmitResult, { kind: 'hint' }>

/** The composer's line was taken. */
export class SubmittedEvent extends Event {
  static readonly type = 'vc-submitted'
  readonly result: Taken
  /** The conversation that it was typed in. */
  readonly typedIn: ConversationId
  constructor(result: Taken, typedIn: ConversationId) {
    super(SubmittedEvent.type, { bubbles: true, composed: true })
    this.result = result
    this.typedIn = typedIn
  }
}
