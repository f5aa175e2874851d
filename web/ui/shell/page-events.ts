import type { ConversationId } from '../../chat/messages.ts'

/** The dialogs that the shell opens. */
export type DialogName = 'settings' | 'help' | 'jump' | 'recovery'

/** Asks the shell to say something once, in its status region. */
export class SayEvent extends Event {
  static readonly type = 'vc-say'
  constructor(readonly words: string) {
    super(SayEvent.type, { bubbles: true, composed: true })
  }
}

/** Asks the shell to open a dialog. */
export class OpenDialogEvent extends Event {
  static readonly type = 'vc-open-dialog'
  constructor(readonly dialog: DialogName) {
    super(OpenDialogEvent.type, { bubbles: true, composed: true })
  }
}

/** Asks the shell to show a conversation. */
export class GoEvent extends Event {
  static readonly type = 'vc-go'
  constructor(readonly conversation: ConversationId) {
    super(GoEvent.type, { bubbles: true, composed: true })
  }
}

/** Asks the shell to go one pane back. */
export class BackEvent extends Event {
  static readonly type = 'vc-back'
  constructor() {
    super(BackEvent.type, { bubbles: true, composed: true })
  }
}
