import type { ResidentName } from '../environment.ts'

/** The user chose a name that this browser knows. */
export class ContinueEvent extends Event {
  static readonly type = 'vc-continue'
  constructor(readonly resident: ResidentName) {
    super(ContinueEvent.type)
  }
}
