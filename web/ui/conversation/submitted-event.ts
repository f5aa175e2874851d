import type { SubmitResult } from '../../chat/chat-view.ts'

/** The composer's line was taken. */
export class SubmittedEvent extends Event {
  static readonly type = 'vc-submitted'
  readonly result: Exclude<SubmitResult, { kind: 'hint' }>
  constructor(result: Exclude<SubmitResult, { kind: 'hint' }>) {
    super(SubmittedEvent.type, { bubbles: true, composed: true })
    this.result = result
  }
}
