import type { Promised, Store, Verbs } from './store.ts'

/** Builds a store from one way to run any verb. */
export function storeOf(run: <V extends keyof Verbs>(verb: V) => Promised<V>, close: () => Promise<void>): Store {
  return {
    load: run('load'),
    claim: run('claim'),
    release: run('release'),
    beginSession: run('beginSession'),
    endSession: run('endSession'),
    publishPrekey: run('publishPrekey'),
    retirePrekey: run('retirePrekey'),
    setRecovery: run('setRecovery'),
    succeed: run('succeed'),
    setBlocked: run('setBlocked'),
    putMail: run('putMail'),
    mailPage: run('mailPage'),
    ackMail: run('ackMail'),
    traceMail: run('traceMail'),
    receiptPage: run('receiptPage'),
    ackReceipts: run('ackReceipts'),
    post: run('post'),
    postPage: run('postPage'),
    ownPosts: run('ownPosts'),
    ackPosts: run('ackPosts'),
    sweep: run('sweep'),
    close,
  }
}
