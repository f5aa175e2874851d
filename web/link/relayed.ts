/** An entry of an RTCStatsReport, as far as it tells the way that packets take. */
export interface Stat {
  readonly id: string
  readonly type: string
  /** Of the transport. */
  readonly selectedCandidatePairId?: string
  /** Firefox says it of the pair. */
  readonly selected?: boolean
  readonly localCandidateId?: string
  readonly remoteCandidateId?: string
  readonly candidateType?: string
}

/** Whether packets pass through a relay, this side's or the other's. */
export function isRelayed(stats: readonly Stat[]): boolean {
  const selected = stats.find(({ type }) => type === 'transport')?.selectedCandidatePairId
  const pair = stats.find((stat) => stat.type === 'candidate-pair' && (stat.id === selected || stat.selected))
  const isEnd = (id: string) => id === pair?.localCandidateId || id === pair?.remoteCandidateId
  return stats.some(({ id, candidateType }) => candidateType === 'relay' && isEnd(id))
}
