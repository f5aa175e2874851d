import { describe } from 'vitest'
import { storeContract } from './contract-suite.ts'
import { createMemoryStore } from './memory.ts'

describe('memory store', () => storeContract(async () => ({ store: createMemoryStore() })))
