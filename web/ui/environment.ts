import type { UserName } from '../../protocol/names.ts'

/** A person that this browser keeps, for the sign-in page to offer. */
export interface ResidentName {
  readonly name: UserName
  /** Origin of the server where the name lives. */
  readonly server: string
  /** What their colour is derived from, where it is known. */
  readonly device?: string | undefined
}

/** Whether both are one person on one server. */
export function isSameResident(a: ResidentName, b: ResidentName): boolean {
  return a.name === b.name && a.server === b.server
}

/** What the elements need besides the chat; the composition root passes it. */
export interface Environment {
  /** False on plain http from another machine: then only a page that explains it is shown. */
  readonly secure: boolean
  /** The version of this build, for "About". */
  readonly version: string
  /** The code for new names that was in the link that opened this page, if one was. Not stored. */
  readonly code: string | undefined
  /** Bytes that this browser uses for the page; undefined when it does not say. */
  storageUsed(): Promise<number | undefined>
  /** Deletes everything of that person here: keys, messages, drafts. Signs out first if needed; says so if it fails. */
  forget(resident: ResidentName): Promise<void>
  /** The device id of a person who was signed in on this page. */
  deviceOf(resident: ResidentName): string | undefined
  /** Milliseconds since 1970. */
  wallTime(): number
}
