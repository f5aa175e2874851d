import { createPerson } from './client.ts'
import type { World } from './world.ts'

/** Three who write to each other; bob is away. */
export async function writers(world: World) {
  const [ann, bob, cid] = await Promise.all(['ann', 'bob', 'cid'].map((name) => createPerson(name)))
  if (!ann || !bob || !cid) throw new Error('nobody is there')
  const [a, b, c] = [world.connect(), world.connect(), world.connect()]
  await a.signIn(ann)
  await b.signIn(bob)
  await c.signIn(cid)
  b.drop()
  return { ann, bob, cid, a, c }
}
