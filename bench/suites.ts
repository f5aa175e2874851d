import { away } from './away/bench.ts'
import { direct } from './direct/bench.ts'
import { drain } from './drain/bench.ts'
import { fanout } from './fanout/bench.ts'
import type { Suite } from './harness/suite.ts'
import { idle } from './idle/bench.ts'
import { lonePost } from './lone-post/bench.ts'
import { mail } from './mail/bench.ts'
import { page } from './page/bench.ts'
import { signInSuite } from './sign-in/bench.ts'
import { signal } from './signal/bench.ts'

/** Every suite, in the order in which they run. */
export const SUITES: readonly Suite[] = [fanout, lonePost, away, mail, drain, signInSuite, idle, signal, direct, page]
