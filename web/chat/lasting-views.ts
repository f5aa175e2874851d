import type { UserName } from '../../protocol/names.ts'
import type { Arrival, Chat, ContactView, ConversationContent, ConversationSummary, Person } from './chat-view.ts'
import { UNKNOWN } from './contact-view.ts'
import { NOTHING } from './open-conversation.ts'
import { createStore, mirror, type Store } from './store.ts'
import type { Views } from './views.ts'

/** What the page holds on to. Views end with the storage they were read from; these go on with the next ones. */
export interface LastingViews extends Pick<
  Chat,
  'people' | 'conversations' | 'blocked' | 'open' | 'contact' | 'onArrival'
> {
  /** Shows what these show from now on. */
  follow(views: Views): void
  /** Shows nothing new; what is on the screen stays. */
  rest(): void
  /** Nobody is here any more. */
  clear(): void
}

/** What begins to show something of views; returns what ends that. */
type Showing = (views: Views) => () => void

const nothing = () => {}

/** Creates them, of nobody yet. */
export function createLastingViews(): LastingViews {
  const people = createStore<readonly Person[]>([])
  const conversations = createStore<readonly ConversationSummary[]>([])
  const blocked = createStore<readonly UserName[]>([])
  const arrivals = new Set<(arrival: Arrival) => void>()
  const contacts = new Map<UserName, Store<ContactView>>()
  let followed: Views | undefined
  /** With what ends each. */
  const showings = new Map<Showing, () => void>([
    [(views) => mirror(views.people, people), nothing],
    [(views) => mirror(views.conversations, conversations), nothing],
    [(views) => mirror(views.blocked, blocked), nothing],
    [(views) => views.onArrival(tellArrival), nothing],
  ])

  function tellArrival(arrival: Arrival): void {
    for (const listener of arrivals) listener(arrival)
  }

  function show(showing: Showing): () => void {
    showings.set(showing, followed ? showing(followed) : nothing)
    return () => {
      showings.get(showing)?.()
      showings.delete(showing)
    }
  }

  function rest(): void {
    followed = undefined
    for (const [showing, end] of showings) {
      end()
      showings.set(showing, nothing)
    }
  }

  return {
    people,
    conversations,
    blocked,
    open(conversation) {
      const content = createStore(NOTHING)
      // What is on the screen stays until there is something to replace it.
      const take = (now: ConversationContent) => {
        if (now.state === 'ready') content.set(now)
      }
      const release = show((views) => {
        const opened = views.open(conversation)
        const unsubscribe = opened.content.subscribe(take)
        return () => {
          unsubscribe()
          opened.release()
        }
      })
      return { content, release }
    },
    contact(name) {
      const known = contacts.get(name)
      if (known) return known
      const contact = createStore(UNKNOWN)
      contacts.set(name, contact)
      show((views) => mirror(views.contact(name), contact))
      return contact
    },
    onArrival(listener) {
      arrivals.add(listener)
      return () => arrivals.delete(listener)
    },
    follow(views) {
      rest()
      followed = views
      for (const showing of showings.keys()) showings.set(showing, showing(views))
    },
    rest,
    clear() {
      for (const list of [people, conversations, blocked]) list.set([])
    },
  }
}
