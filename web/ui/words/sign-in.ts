import type { SessionView, SignedOutNotice, SignInProblem } from '../../chat/chat-view.ts'
import { isOwnMachine } from '../../chat/own-machine.ts'
import type { ConnectionLoss } from '../../chat/ports/server-link.ts'
import type { StorageProblem } from '../../chat/ports/storage.ts'
import type { ErrorKind } from '../../../protocol/errors.ts'
import { plainName, type NameProblem } from '../../../protocol/names.ts'
import { MISSING_PART_WORDS } from './missing-part.ts'
import { plural } from './time.ts'

/** A problem in the user's words, and the field of the form where it belongs. */
export interface ProblemWords {
  readonly text: string
  readonly field: 'name' | 'server' | 'code' | 'phrase' | 'form'
}

const NAME_WORDS: Record<NameProblem, string> = {
  empty: 'Type the name that others will see.',
  'too-short': 'A name has at least 2 characters.',
  'too-long': 'A name has at most 32 characters.',
  'bad-characters': 'Use letters a–z, digits, dots, dashes and underscores; begin with a letter or digit.',
  reserved: 'That name is reserved. Choose another one.',
}

const OFFLINE_WORDS = 'You are offline.'

const STORAGE_WORDS: Record<StorageProblem, string> = {
  'quota-exceeded': 'This browser has no space left for the page. Make some room, then reload.',
  unavailable: 'This browser does not let the page store anything, so it could lose messages. Is it a private window?',
  corrupted: 'What this browser stored for the chat is damaged. Export what you can, then use “Forget this browser”.',
  unexpected: 'Something went wrong in this page, so it sends nothing that it could lose. Reload the page.',
  closed: 'Another tab or the browser closed the storage. Reload the page.',
}

const REFUSAL_WORDS: Partial<Record<ErrorKind, ProblemWords>> = {
  'name-taken': { text: 'That name belongs to somebody else. Choose another one.', field: 'name' },
  'name-lookalike': { text: 'That name looks too much like one that is taken. Choose another one.', field: 'name' },
  'registration-closed': {
    text: 'This server takes no new names. Use one that it knows, or another server.',
    field: 'name',
  },
  'code-needed': {
    text: 'New names need a code here. It is in the link that you were sent; otherwise ask whoever runs this chat.',
    field: 'code',
  },
  'wrong-code': { text: 'That is not the code for new names here. Ask for the one that is.', field: 'code' },
  'no-recovery': {
    text: 'No recovery phrase was set for that name, so nobody can claim it back. Choose another one.',
    field: 'phrase',
  },
  'wrong-phrase': {
    text: 'That recovery phrase belongs to another name. Check the name and the words.',
    field: 'phrase',
  },
  superseded: { text: 'You signed in somewhere else at the same moment. Try again.', field: 'form' },
  // Sign-ins are counted by the minute, new names by the day, both for all who share an address.
  'rate-limited': {
    text: 'Too many tries, perhaps by others in your network. Wait some minutes, then try again.',
    field: 'form',
  },
  'too-many-connections': {
    text: 'The server has too many connections from your network. Close other tabs, then try again.',
    field: 'form',
  },
  'server-stopping': { text: 'The server is shutting down. Try again in a moment.', field: 'form' },
  'challenge-expired': { text: 'Signing in took too long. Try again.', field: 'form' },
  'wrong-version': { text: 'The server speaks another version of this chat. Reload the page.', field: 'form' },
}

/** What went wrong at a sign-in or recovery. `page` is the origin of this page. */
export function signInProblemWords(problem: SignInProblem, page: string): ProblemWords {
  switch (problem.kind) {
    case 'name':
      return { text: nameWords(problem), field: 'name' }
    case 'server-address':
      return {
        text: 'That is no server address. Write it like https://chat.example or localhost:8080.',
        field: 'server',
      }
    case 'connection':
      return {
        text: lossWords(problem.loss, problem.server, page),
        field: problem.loss.reason === 'offline' ? 'form' : 'server',
      }
    case 'wrong-version':
      return { text: versionWords(problem.server, problem.theirs, problem.ours), field: 'server' }
    case 'refused':
      return REFUSAL_WORDS[problem.error] ?? { text: `The server refused: ${problem.message}`, field: 'form' }
    case 'phrase':
      return { text: phraseWords(problem.problem), field: 'phrase' }
    case 'storage':
      return { text: STORAGE_WORDS[problem.problem], field: 'form' }
    case 'old-page':
      return {
        text: 'Another tab has a newer version of this page. Reload this one, or close that one.',
        field: 'form',
      }
    case 'keys':
      return {
        text: 'This browser cannot make the keys that the chat needs. Update it, or use another one.',
        field: 'form',
      }
    case 'missing-part':
      return { text: MISSING_PART_WORDS, field: 'form' }
  }
}

/** Whether the words ask for a reload. */
export function asksForReload(problem: SignInProblem | undefined): boolean {
  if (problem?.kind !== 'storage') return problem?.kind === 'missing-part' || isOldPage(problem)
  return problem.problem !== 'unavailable' && problem.problem !== 'corrupted'
}

/** Whether the server, or another tab, is newer than the page. */
export function isOldPage(problem: SignInProblem | undefined): boolean {
  if (problem?.kind === 'wrong-version') return problem.theirs > problem.ours
  return problem?.kind === 'old-page' || (problem?.kind === 'refused' && problem.error === 'wrong-version')
}

function nameWords({ problem, typed }: Extract<SignInProblem, { kind: 'name' }>): string {
  const plain = problem === 'bad-characters' ? plainName(typed) : undefined
  return plain ? `${NAME_WORDS[problem]} Try “${plain}”.` : NAME_WORDS[problem]
}

/** What stopped the last sign-in, if anything did. */
export function problemOf(session: SessionView): SignInProblem | undefined {
  if (session.state === 'new') return session.problem ?? undefined
  return session.state === 'signedOut' && session.notice?.kind === 'problem' ? session.notice.problem : undefined
}

/** Why nothing can be stored. */
export function storageWords(problem: StorageProblem): string {
  return STORAGE_WORDS[problem]
}

function lossWords(loss: ConnectionLoss, server: string, page: string): string {
  switch (loss.reason) {
    case 'offline':
      return `${OFFLINE_WORDS} Try again once you are back.`
    case 'unreachable':
      return `No chat server answers at ${server}. Is the address right, and the server running?`
    case 'not-a-chat-server':
      return `Something answers at ${server}, but it is not a chat server.`
    case 'origin-refused':
      return `${server} does not let this page connect. Its operator can allow it with the option ${originOption(server, page)}; a proxy in front must pass on WebSockets.`
    case 'blocked-by-page':
      return `This page may not connect to ${server} (${loss.directive}). Its operator can allow it with the option --connect ${server}.`
    case 'lost':
      return `The connection to ${server} was lost. Try again.`
    case 'closed':
      return `${server} closed the connection. Try again.`
  }
}

/** A server that does not know its own page's address would next refuse the signature, which names that address. */
function originOption(server: string, page: string): string {
  return `${server === page ? '--origin' : '--allow-origin'} ${page}`
}

function versionWords(server: string, theirs: number, ours: number): string {
  return theirs < ours
    ? `${server} speaks version ${theirs} of this chat, this page version ${ours}: the server must be updated.`
    : `${server} speaks version ${theirs} of this chat, this page version ${ours}: reload the page.`
}

function phraseWords(problem: Extract<SignInProblem, { kind: 'phrase' }>['problem']): string {
  if (problem === 'count') return 'A recovery phrase has 24 words.'
  if (problem === 'checksum') return 'These words do not belong together. Check their order and spelling.'
  return `“${problem.unknownWord}” is not one of the words. Check its spelling.`
}

/** What the page says after a session ended. */
export function noticeWords(notice: SignedOutNotice, page: string): string {
  switch (notice.kind) {
    case 'signed-out':
      return `You are signed out.${unsentWords(notice.unsent)}`
    case 'server-silent':
      return `The server did not answer, so you are signed out only here.${unsentWords(notice.unsent)}`
    case 'superseded':
      return 'This name is in use somewhere else now, so this page is signed out.'
    case 'problem':
      return signInProblemWords(notice.problem, page).text
  }
}

function unsentWords(unsent: number): string {
  return unsent === 0 ? '' : ` ${plural(unsent, 'unsent message is', 'unsent messages are')} kept for the next sign-in.`
}

/** The greeting after a sign-in. */
export function welcomeWords(session: Extract<SessionView, { state: 'signedIn' }>): string {
  const welcome =
    session.welcome === 'first' ? `Welcome, ${session.name}. The name is yours now.` : `Welcome back, ${session.name}.`
  return session.waiting === 0 ? welcome : `${welcome} You have ${plural(session.waiting, 'message')} waiting.`
}

/** Why a command to sign in or out changes nothing; empty when it does. */
export function alreadyWords(command: 'sign-in' | 'sign-out', { state }: SessionView): string {
  if (command === 'sign-in') return state === 'signedIn' ? 'You are signed in already.' : ''
  return state === 'signedOut' ? 'You are signed out already.' : ''
}

/** While a session has no server. A link needs a network, but no server; a server on this machine needs none. */
export function lostWords(server: string, hasNetwork: boolean): string {
  if (hasNetwork) return 'Server unreachable. Direct chats still work.'
  return isOwnMachine(server)
    ? 'Server unreachable. What you write is sent once it is back.'
    : `${OFFLINE_WORDS} What you write is sent once you are back.`
}

/** What a sign-out is doing. */
export function signingOutWords(step: Extract<SessionView, { state: 'signingOut' }>['step']): string {
  return step === 'flushing'
    ? 'Signing out: sending what is left…'
    : `Signing out: telling the server, try ${step.attempt} of ${step.of}…`
}
